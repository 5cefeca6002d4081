using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>Finds the rows of a classifier's support set that are nearest to other rows.</summary>
internal static class SupportExplanation
{
    private const int RowsAtOnce = 256;

    public static IReadOnlyList<Explanation> Run(ITransformer classifier, IDataView rows, int neighbors)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Checks.Positive(neighbors, nameof(neighbors));
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var chain = ClassifierChain.Split(classifier);
        using var use = chain.Classifier.Use();
        var source = chain.Source("Explain");
        using var inputs = ExampleReader.ReadFeatures(
            chain.Prepare(rows), chain.Classifier.FeatureColumnName, source.Learner.Problem.Backbone.InputShape, "the view to explain");
        var labels = source.Labels.Names;
        var classes = source.Support.Targets.data<long>().ToArray();
        var support = chain.Classifier.Network.Models.Select(model => model.Directions(source.Support.Inputs)).ToArray();
        return Enumerable.Range(0, (int)inputs.Count).Select(i => (long)i).Chunk(RowsAtOnce)
            .SelectMany(part => Explain(chain.Classifier.Network, inputs.Of(part), support, classes, labels, neighbors)).ToArray();
    }

    // inputs: [n, ...input shape], support: of each model [rows, embedding]
    private static Explanation[] Explain(
        AdaptedNetwork network, Tensor inputs, Tensor[] support, long[] classes, IReadOnlyList<string> labels, int neighbors)
    {
        using var scope = NewDisposeScope();
        var (probabilities, best) = network.Predict(inputs).softmax(1).max(1);
        var similarity = stack(network.Models.Select((model, i) => model.Directions(inputs).matmul(support[i].t())).ToArray()).mean([0]);
        var count = Math.Min(neighbors, classes.Length);
        var (values, nearest) = similarity.topk(count, 1);
        var (chances, predicted) = (probabilities.data<float>().ToArray(), best.data<long>().ToArray());
        var (cosines, positions) = (values.contiguous().data<float>().ToArray(), nearest.contiguous().data<long>().ToArray());
        return predicted.Select((label, row) => new Explanation
        {
            PredictedLabel = labels[(int)label],
            Probability = chances[row],
            Neighbors = Enumerable.Range(row * count, count).Select(i => new SupportNeighbor
            {
                Row = (int)positions[i],
                Label = labels[(int)classes[positions[i]]],
                Similarity = cosines[i],
            }).ToArray(),
        }).ToArray();
    }
}
