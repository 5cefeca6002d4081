using System;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Trainers;

/// <summary>The backbone of the model that training starts from.</summary>
internal static class InitialBackbone
{
    /// <summary>Null if there is no model.</summary>
    public static Backbone? Of(ITransformer? model) => model is null ? null : Meta(model).Backbone;

    /// <exception cref="ArgumentException">
    /// The model does not end in a meta-learned model, or its backbone has another architecture.
    /// </exception>
    public static void Check(ITransformer? model, Backbone? backbone)
    {
        if (Of(model) is { } own && backbone is not null && !Architecture(own).SequenceEqual(Architecture(backbone)))
            throw new ArgumentException(
                $"{nameof(MetaTrainerOptions.InitialModel)} must have the architecture of {nameof(MetaTrainerOptions.Backbone)}, which " +
                $"is {backbone}, but has {own}.",
                nameof(MetaTrainerOptions.InitialModel));
    }

    /// <summary>Meta-parameters with those of the model's backbone in place of their own; the model keeps its tensors.</summary>
    public static ParameterSet Replace(ParameterSet initial, ITransformer? model)
    {
        if (model is null)
            return initial;
        var meta = Meta(model);
        using var use = meta.Use();
        using var generator = new Generator(0);
        var names = meta.Learner.Problem.InitializeBackbone(generator).Names.Where(initial.Contains);
        return initial.Combine(new ParameterSet(names.Select(name => (name, meta.Parameters[name].detach()))));
    }

    private static MetaLearnedTransformer Meta(ITransformer model) =>
        MetaModelChain.Split(model, nameof(MetaTrainerOptions.InitialModel)).Meta;

    /// <summary>The bytes of a backbone in a model file, without parameters.</summary>
    public static byte[] Architecture(Backbone backbone)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        backbone.Save(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
