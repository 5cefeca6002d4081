using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Nearest neighbors against a search in plain C#.</summary>
[TestClass]
public class NearestNeighborTests
{
    private const int Examples = 12;
    private const int Classes = 4;
    private const int Size = 3;
    private const int Queries = 40;
    private static readonly int[] s_classes = Enumerable.Range(0, Examples).Select(i => i % Classes).ToArray();

    [TestMethod]
    [DataRow(1, NeighborDistance.Cosine)]
    [DataRow(1, NeighborDistance.Euclidean)]
    [DataRow(4, NeighborDistance.Cosine)]
    [DataRow(5, NeighborDistance.Euclidean)]
    [DataRow(50, NeighborDistance.Euclidean)]
    public void PredictedClassIsThatOfAPlainSearch(int neighbors, NeighborDistance distance)
    {
        using var scope = NewDisposeScope();
        var (examples, queries) = (Points(Examples, seed: 1), Points(Queries, seed: 2));
        var predicted = TensorAssert.Values(Predict(neighbors, distance, examples, queries).argmax(1));
        for (var q = 0; q < Queries; q++)
        {
            var nearest = Enumerable.Range(0, Examples).OrderBy(i => Distance(distance, queries[q], examples[i])).Take(
                neighbors).Select(i => s_classes[i]).ToArray();
            var winner = nearest.GroupBy(c => c).OrderByDescending(g => g.Count()).ThenBy(g => Array.IndexOf(nearest, g.Key)).First().Key;
            Assert.AreEqual(winner, (int)predicted[q], $"query {q}");
        }
    }

    [TestMethod]
    public void ScoresOfOneNeighborAreASoftmaxOverTheNearestOfEachClass()
    {
        using var scope = NewDisposeScope();
        var (examples, queries) = (Points(Examples, seed: 1), Points(Queries, seed: 2));
        var scores = TensorAssert.Values(Predict(1, NeighborDistance.Cosine, examples, queries).softmax(1));
        for (var q = 0; q < Queries; q++)
        {
            var powers = Enumerable.Range(0, Classes).Select(c =>
                Math.Exp(10 * Enumerable.Range(0, Examples).Where(i => s_classes[i] == c)
                    .Max(i => -Distance(NeighborDistance.Cosine, queries[q], examples[i])))).ToArray();
            TensorAssert.Close(
                powers.Select(p => p / powers.Sum()).ToArray(), scores[(q * Classes)..((q + 1) * Classes)], 1e-9, $"query {q}");
        }
    }

    [TestMethod]
    public void ScoresOfMoreNeighborsAreTheirVotes()
    {
        using var scope = NewDisposeScope();
        // Classes 0 and 1 have one of the two nearest each, class 1 the nearer; class 2 is farther away than class 3.
        double[][] examples = [[1.2], [1.1], [4.0], [3.0]];
        var parameters = new ParameterSet(
        [
            (NeighborHead.Examples, tensor(examples.SelectMany(e => e).ToArray(), [4, 1])),
            (NeighborHead.Classes, eye(4, dtype: ScalarType.Float64)),
        ]);
        var scores = new NeighborHead(1, outputs: 4, examples: 4, neighbors: 2, NeighborDistance.Euclidean).Predict(
            parameters, tensor(new[] { 1.0 }, [1, 1])).softmax(1);
        // Half a vote is shared as 3, 4, 1 and 2 of 10.
        TensorAssert.Close([1.15 / 2.5, 1.2 / 2.5, 0.05 / 2.5, 0.1 / 2.5], TensorAssert.Values(scores), 1e-12, "scores");
    }

    private static Tensor Predict(int neighbors, NeighborDistance distance, double[][] examples, double[][] queries)
    {
        var oneHot = s_classes.SelectMany(c => Enumerable.Range(0, Classes).Select(k => k == c ? 1.0 : 0.0)).ToArray();
        var parameters = new ParameterSet(
        [
            (NeighborHead.Examples, tensor(examples.SelectMany(e => e).ToArray(), [Examples, Size])),
            (NeighborHead.Classes, tensor(oneHot, [Examples, Classes])),
        ]);
        return new NeighborHead(Size, Classes, Examples, neighbors, distance).Predict(
            parameters, tensor(queries.SelectMany(e => e).ToArray(), [Queries, Size]));
    }

    private static double[][] Points(int count, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Size).Select(_ => 2 * random.NextDouble() - 1)
            .ToArray()).ToArray();
    }

    private static double Distance(NeighborDistance distance, double[] a, double[] b)
    {
        double Dot(double[] x, double[] y) => x.Zip(y, (p, q) => p * q).Sum();
        return distance == NeighborDistance.Cosine
            ? -Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b))
            : a.Zip(b, (p, q) => (p - q) * (p - q)).Sum();
    }
}
