using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.Models;

/// <summary>Splits a fitted pipeline that ends in a meta-learned model.</summary>
internal static class MetaModelChain
{
    public static (TransformerChain<ITransformer> Preprocessing, MetaLearnedTransformer Meta) Split(
        ITransformer metaModel, string parameterName = "metaModel")
    {
        ArgumentNullException.ThrowIfNull(metaModel, parameterName);
        var steps = Flatten(metaModel).ToArray();
        return steps is [.., MetaLearnedTransformer meta]
            ? (new TransformerChain<ITransformer>(steps[..^1]), meta)
            : throw new ArgumentException($"the model must end in a meta-learned model, but its steps are {Names(steps)}.", parameterName);
    }

    internal static IEnumerable<ITransformer> Flatten(ITransformer transformer) =>
        transformer is IEnumerable<ITransformer> chain ? chain.SelectMany(Flatten) : [transformer];

    internal static string Names(IEnumerable<ITransformer> steps) => string.Join(", ", steps.Select(s => s.GetType().Name));
}
