using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Matching networks against the equations of the paper, written with scalars.</summary>
[TestClass]
public class MatchingNetworkTests
{
    private const int ProcessingSteps = 3;

    [TestMethod]
    [DataRow(AttentionSimilarity.NormalizedSupport, false)]
    [DataRow(AttentionSimilarity.Cosine, false)]
    [DataRow(AttentionSimilarity.NormalizedSupport, true)]
    [DataRow(AttentionSimilarity.Cosine, true)]
    public void ProbabilitiesAreThoseOfTheEquations(AttentionSimilarity similarity, bool fullContext)
    {
        using var scope = NewDisposeScope();
        var learner = Learner(similarity, fullContext);
        var (meta, episode) = Example(learner);
        double[][] Embed(Examples examples) => Rows(learner.Problem.Backbone.Forward(meta, examples.Inputs, Normalizer.Layer));
        var (support, query, classes) = (Embed(episode.Support), Embed(episode.Query), episode.Support.Targets.data<long>().ToArray());
        if (fullContext)
        {
            support = SupportInContext(meta, support);
            query = Array.ConvertAll(query, x => QueryInContext(meta, support, x));
        }
        var actual = Rows(learner.Adapt(meta, episode.Support).Predict(episode.Query.Inputs).exp());
        for (var i = 0; i < query.Length; i++)
        {
            var attention = Softmax(Array.ConvertAll(support, s =>
                Dot(query[i], s) / Math.Sqrt(Dot(s, s)) / (similarity == AttentionSimilarity.Cosine ? Math.Sqrt(Dot(
                    query[i], query[i])) : 1)));
            var expected = Enumerable.Range(0, 3).Select(c => attention.Where((_, j) => classes[j] == c).Sum()).ToArray();
            TensorAssert.Close(expected, actual[i], 1e-9, $"query {i}");
        }
    }

    [TestMethod]
    public void ContextIsReadClassByClassHoweverTheRowsAreMixed()
    {
        using var scope = NewDisposeScope();
        var learner = Learner(AttentionSimilarity.Cosine, fullContext: true);
        var (meta, episode) = Example(learner);
        Tensor Predict(params long[] rows)
        {
            var order = tensor(rows);
            var support = new Examples(episode.Support.Inputs.index_select(0, order), episode.Support.Targets.index_select(0, order));
            return learner.Adapt(meta, support).Predict(episode.Query.Inputs);
        }
        var expected = Predict(0, 1, 2, 3, 4, 5);
        TensorAssert.Close(expected, Predict(4, 2, 0, 1, 3, 5), 1e-12, "classes mixed");
        Assert.IsTrue(
            TensorAssert.RelativeError(TensorAssert.Values(expected), TensorAssert.Values(Predict(1, 0, 2, 3, 4, 5))) > 1e-6,
            "Rows of one class are read as they come.");
    }

    [TestMethod]
    public void AProbabilityThatRoundsToZeroStillHasALogarithm()
    {
        using var scope = NewDisposeScope();
        var head = new MatchingHead(2, supportSize: 2, outputs: 2, AttentionSimilarity.NormalizedSupport, context: null);
        var tensors = new ParameterSet(
            [(MatchingHead.Support, tensor(new float[] { 3, 0, 0, 2 }, [2, 2])), (MatchingHead.Members, eye(2))]);
        TensorAssert.Close([0, -500], TensorAssert.Values(head.Predict(tensors, tensor(new float[] { 500, 0 }, [1, 2]))), 1e-6, "logits");
    }

    private static MatchingLearner Learner(AttentionSimilarity similarity, bool fullContext)
    {
        var backbone = TinyLearners.Perceptron();
        var problem = new FewShotProblem(backbone, TaskKind.Classification, Outputs: null, Normalization.SupportStatistics);
        return new MatchingLearner(problem, similarity, fullContext ? new FullContext(backbone.EmbeddingSize, ProcessingSteps) : null);
    }

    private static (ParameterSet Meta, Episode Episode) Example(IFewShotLearner learner) =>
        (TinyLearners.Initialize(learner, seed: 3, ScalarType.Float64), TinyLearners.Episodes(
            learner, seed: 5, ScalarType.Float64).Load(0));

    // Appendix A.2.
    private static double[][] SupportInContext(ParameterSet meta, double[][] support)
    {
        double[][] Read(string cell, double[][] sequence)
        {
            double[] h = new double[support[0].Length], c = h;
            return Array.ConvertAll(sequence, x =>
            {
                (h, c) = Lstm(meta, cell, x, h, c);
                return h;
            });
        }
        var forward = Read("context.forward", support);
        var backward = Read("context.backward", support.Reverse().ToArray()).Reverse().ToArray();
        return support.Select((g, i) => Add(Add(forward[i], backward[i]), g)).ToArray();
    }

    // Appendix A.1, equations (3) to (6).
    private static double[] QueryInContext(ParameterSet meta, double[][] support, double[] x)
    {
        double[] h = new double[x.Length], c = h;
        for (var k = 0; k < ProcessingSteps; k++)
        {
            var attention = Softmax(Array.ConvertAll(support, g => Dot(h, g)));
            var r = support.Zip(attention, (g, a) => Array.ConvertAll(g, v => a * v)).Aggregate(Add);
            (h, c) = Lstm(meta, "context.query", x, [.. h, .. r], c);
            h = Add(h, x);
        }
        return h;
    }

    private static (double[] H, double[] C) Lstm(ParameterSet meta, string cell, double[] x, double[] state, double[] c)
    {
        var (input, recurrent, bias) = (
            Rows(meta[cell + ".input.weight"]), Rows(meta[cell + ".state.weight"]), TensorAssert.Values(meta[cell + ".bias"]));
        double Gate(int gate, int i) =>
            Dot(input[gate * c.Length + i], x) + Dot(recurrent[gate * c.Length + i], state) + bias[gate * c.Length + i];
        var memory = c.Select((old, i) => Sigmoid(Gate(1, i)) * old + Sigmoid(Gate(0, i)) * Math.Tanh(Gate(2, i))).ToArray();
        return (memory.Select((m, i) => Sigmoid(Gate(3, i)) * Math.Tanh(m)).ToArray(), memory);
    }

    private static double[][] Rows(Tensor matrix) => TensorAssert.Values(matrix).Chunk((int)matrix.shape[1]).ToArray();

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] Add(double[] a, double[] b) => a.Zip(b, (x, y) => x + y).ToArray();

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double[] Softmax(double[] x)
    {
        var exponentials = Array.ConvertAll(x, Math.Exp);
        return Array.ConvertAll(exponentials, e => e / exponentials.Sum());
    }
}
