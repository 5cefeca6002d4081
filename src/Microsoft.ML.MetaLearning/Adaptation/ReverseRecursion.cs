using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>The inner loop of a <see cref="ReverseRecursion"/>: steps of gradient descent as <see cref="Sgd"/> takes them.</summary>
internal sealed record InnerSteps(int Count, double LearningRate, double Momentum = 0, double WeightDecay = 0)
{
    /// <summary>A rate for each scalar of each parameter, in place of <see cref="LearningRate"/>; one set per step.</summary>
    public IReadOnlyList<ParameterSet>? Rates { get; init; }

    /// <summary>Whether the gradients by the rates are asked for.</summary>
    public bool LearnsRates { get; init; }

    /// <summary>
    /// Values that take the place of some parameters at each step, one set of the same names per step. The query loss after a step reads
    /// the values of that step. Their rates are 0.
    /// </summary>
    public IReadOnlyList<ParameterSet>? StepParameters { get; init; }

    /// <summary>The weights of the query losses after 0, 1, ... <see cref="Count"/> steps; the loss after the last alone if null.</summary>
    public IReadOnlyList<double>? QueryWeights { get; init; }

    /// <summary>
    /// Whether a step's activations are computed again on the way back instead of being kept, and the query goes through the network in
    /// parts.
    /// </summary>
    public bool Checkpointed { get; init; }

    public double QueryWeight(int step) => QueryWeights?[step] ?? (step == Count ? 1 : 0);
}

/// <summary>A meta-gradient.</summary>
/// <param name="Loss">The weighted query loss.</param>
/// <param name="Accuracy">The accuracy after the last step; not a number for regression.</param>
/// <param name="Gradient">By the initial parameters.</param>
/// <param name="RateGradients">By the rates, one set per step; null unless asked for.</param>
/// <param name="StepParameterGradients">By the values of each step, one set per step; null without them.</param>
internal sealed record RecursionResult(
    double Loss, double Accuracy, ParameterSet Gradient, IReadOnlyList<ParameterSet>? RateGradients, IReadOnlyList<ParameterSet>? StepParameterGradients);

/// <summary>
/// The exact meta-gradient without a graph of the inner loop: v starts as the gradient of the query loss at the adapted parameters and goes
/// back through the steps, <c>v &lt;- v - alpha * H_k v</c> with the Hessian H_k of the support loss at step k (the chain rule of Algorithm
/// 2 of Finn et al., 2017). A step costs one Hessian-vector product, and keeps nothing but its activations.
/// </summary>
/// <param name="network">Backbone, head and loss.</param>
/// <param name="normalization">How the query is normalized.</param>
internal sealed class ReverseRecursion(Network network, Normalization normalization)
{
    /// <summary>
    /// The query rows that a checkpointed recursion takes at once. Each part goes with the support that it is normalized by, which this
    /// rule lets cost a fifth more at most; the pass of a part then needs about as much memory as the tape of a step.
    /// </summary>
    public static int QueryRows(int supportRows, bool checkpointed) => checkpointed ? 5 * supportRows : int.MaxValue;

    /// <summary>The meta-gradient of one episode, in the precision of <paramref name="meta"/>.</summary>
    /// <param name="meta">The initial parameters, on the CPU.</param>
    /// <param name="episode">Its inputs are of the same type.</param>
    /// <param name="steps">The inner loop.</param>
    /// <param name="order">For the first order, v is not taken back through the steps.</param>
    public RecursionResult MetaGradient(ParameterSet meta, Episode episode, InnerSteps steps, GradientOrder order) => meta.Type == ScalarType.Float64
        ? Run<double>(meta, episode, steps, order)
        : Run<float>(meta, episode, steps, order);

    private unsafe RecursionResult Run<T>(ParameterSet meta, Episode episode, InnerSteps steps, GradientOrder order) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        using var loan = ThreadBuffers.Borrow<T>();
        using var tape = new Tape<T>(network, loan.Buffers, episode, normalization, keep: order == GradientOrder.Second, steps.Checkpointed);
        var second = order == GradientOrder.Second;
        var (momentum, decay, length) = (T.CreateChecked(steps.Momentum), T.CreateChecked(steps.WeightDecay), network.Layout.Length);
        var rates = Enumerable.Range(0, steps.Count).Select(k => tape.Rates(steps, k)).ToArray();
        var parameters = tape.NewVector();
        parameters.Import(meta);

        // Forward: b_k = momentum * b_(k-1) + g_k + decay * theta_k; theta_(k+1) = theta_k - alpha_k * b_k
        var directions = new ParameterVector<T>[steps.Count];
        var queryGradients = new ParameterVector<T>?[steps.Count + 1];
        var (loss, accuracy) = (0.0, double.NaN);
        for (var k = 0; k <= steps.Count; k++)
        {
            if (steps.QueryWeight(k) is not 0 and var weight)
            {
                queryGradients[k] = tape.NewVector();
                (var queryLoss, accuracy) = tape.Query(parameters, queryGradients[k]!);
                loss += weight * queryLoss;
            }
            if (k == steps.Count)
                break;
            if (steps.StepParameters is { } values)
                parameters.Import(values[k], parameters.SlotsOf(values[k]));
            var gradient = tape.Support(parameters);
            directions[k] = gradient;
            if (steps.Momentum != 0 || steps.WeightDecay != 0)
            {
                if (!steps.Checkpointed)
                {
                    // The Hessian-vector product will need the gradient itself.
                    directions[k] = tape.NewVector();
                    directions[k].CopyFrom(gradient);
                }
                Elementwise.AddScaled(directions[k].Data, decay, parameters.Data, length);
                if (k > 0)
                    Elementwise.AddScaled(directions[k].Data, momentum, directions[k - 1].Data, length);
            }
            var next = tape.NewVector();
            Elementwise.AddProduct(next.Data, parameters.Data, -T.One, rates[k].Data, directions[k].Data, length);
            parameters = next;
            if (k > 0 && steps is { Checkpointed: true, Rates: null })
                tape.Free(directions[k - 1]);
        }

        // Back, from the gradient v by theta_(k+1) and the gradient by b_k that later steps give.
        var v = tape.NewVector();
        ParameterVector<T> byDirection = tape.NewVector(), product = tape.NewVector();
        var rateGradients = new ParameterSet[steps.Count];
        var stepGradients = new ParameterSet[steps.Count];
        AddQueryGradient(steps.Count);
        for (var k = steps.Count - 1; k >= 0; k--)
        {
            if (steps.LearnsRates)
            {
                product.Span.Clear();
                Elementwise.AddProduct(product.Data, product.Data, -T.One, v.Data, directions[k].Data, length);
                rateGradients[k] = product.Export(meta).MoveToOuterDisposeScope();
            }
            if (second)
            {
                Elementwise.AddProduct(byDirection.Data, byDirection.Data, -T.One, rates[k].Data, v.Data, length);
                tape.SupportHessianVectorProduct(k, byDirection, product);
                Elementwise.AddScaled(v.Data, T.One, product.Data, length);
                Elementwise.AddScaled(v.Data, decay, byDirection.Data, length);
                foreach (ref var x in byDirection.Span)
                    x *= momentum;
            }
            if (steps.StepParameters is { } values)
                stepGradients[k] = v.Take(values[k]).MoveToOuterDisposeScope();
            AddQueryGradient(k);
        }
        return new RecursionResult(
            loss,
            accuracy,
            v.Export(meta).MoveToOuterDisposeScope(),
            steps.LearnsRates ? rateGradients : null,
            steps.StepParameters is null ? null : stepGradients);

        void AddQueryGradient(int k)
        {
            if (queryGradients[k] is { } gradient)
                Elementwise.AddScaled(v.Data, T.CreateChecked(steps.QueryWeight(k)), gradient.Data, length);
        }
    }

    /// <summary>One episode's passes, and the vectors that they read and write.</summary>
    private sealed class Tape<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Network _network;
        private readonly BufferPool<T> _buffers;
        private readonly bool _keep;
        private readonly bool _checkpointed;
        private readonly EpisodeBlocks<T> _episode;
        private readonly List<Pass<T>> _support = [];
        private readonly List<ParameterVector<T>> _checkpoints = [];
        private readonly List<ParameterVector<T>> _vectors = [];
        private ParameterVector<T>? _constantRates;
        private ParameterVector<T>? _previousRates;
        private ParameterVector<T>? _repeatedGradient;
        private ParameterVector<T>? _partGradient;

        public Tape(Network network, BufferPool<T> buffers, Episode episode, Normalization normalization, bool keep, bool checkpointed)
        {
            _network = network;
            _buffers = buffers;
            _keep = keep && !checkpointed;
            _checkpointed = checkpointed;
            buffers.IsTight = checkpointed;
            _episode = new EpisodeBlocks<T>(episode, network, buffers, normalization, QueryRows((int)episode.Support.Inputs.shape[0], checkpointed));
        }

        /// <summary>A vector of zeros that lives as long as the tape.</summary>
        public ParameterVector<T> NewVector()
        {
            var vector = new ParameterVector<T>(_network.Layout, _buffers);
            _vectors.Add(vector);
            return vector;
        }

        public void Free(ParameterVector<T> vector)
        {
            _vectors.Remove(vector);
            vector.Dispose();
        }

        public ParameterVector<T> Rates(InnerSteps steps, int step)
        {
            if (steps.Rates is { } rates)
            {
                if (step > 0 && ReferenceEquals(rates[step], rates[step - 1]))
                    return _previousRates!;
                _previousRates = NewVector();
                _previousRates.Import(rates[step]);
                return _previousRates;
            }
            if (_constantRates is null)
            {
                _constantRates = NewVector();
                _constantRates.Span.Fill(T.CreateChecked(steps.LearningRate));
            }
            return _constantRates;
        }

        /// <summary>The gradient of the support loss.</summary>
        public ParameterVector<T> Support(ParameterVector<T> parameters)
        {
            var gradient = NewVector();
            var pass = SupportPass(parameters, gradient, _keep);
            if (_keep)
                _support.Add(pass);
            else
                pass.Dispose();
            if (_checkpointed)
                _checkpoints.Add(parameters);
            return gradient;
        }

        /// <summary>The product of the Hessian of the support loss of a step. The step's activations are freed.</summary>
        public void SupportHessianVectorProduct(int step, ParameterVector<T> direction, ParameterVector<T> product)
        {
            using var pass = _checkpointed ? SupportPass(_checkpoints[step], _repeatedGradient ??= NewVector(), keep: true) : _support[step];
            pass.HessianVectorProduct(direction, product);
        }

        /// <summary>The query loss, its gradient and the accuracy.</summary>
        public (double Loss, double Accuracy) Query(ParameterVector<T> parameters, ParameterVector<T> gradient)
        {
            if (_episode.Query is [var whole])
                return Query(whole, parameters, gradient);
            var (loss, accuracy) = (0.0, 0.0);
            double rows = _episode.Query.Sum(p => p.Rows.OfLoss);
            _partGradient ??= NewVector();
            foreach (var part in _episode.Query)
            {
                var share = part.Rows.OfLoss / rows;
                var (partLoss, partAccuracy) = Query(part, parameters, _partGradient);
                loss += share * partLoss;
                accuracy += share * partAccuracy;
                unsafe
                {
                    Elementwise.AddScaled(gradient.Data, T.CreateChecked(share), _partGradient.Data, gradient.Layout.Length);
                }
            }
            return (loss, accuracy);
        }

        public void Dispose()
        {
            foreach (var pass in _support)
                pass.Dispose();
            foreach (var vector in _vectors)
                vector.Dispose();
            _episode.Dispose();
        }

        private Pass<T> SupportPass(ParameterVector<T> parameters, ParameterVector<T> gradient, bool keep)
        {
            var pass = new Pass<T>(_network, _buffers, PassRows.Batch(_episode.Support.Shape.N), _episode.Support, parameters) { Targets = _episode.SupportTargets, KeepsTape = keep };
            pass.Forward();
            pass.Backward(gradient);
            return pass;
        }

        private (double Loss, double Accuracy) Query(QueryPart<T> part, ParameterVector<T> parameters, ParameterVector<T> gradient)
        {
            using var pass = new Pass<T>(_network, _buffers, part.Rows, part.Input, parameters) { Targets = part.Targets };
            pass.Forward();
            var accuracy = part.Targets.Classes is { } classes ? Accuracy(pass, classes) : double.NaN;
            pass.Backward(gradient);
            return (pass.Loss, accuracy);
        }

        private double Accuracy(Pass<T> pass, int[] classes)
        {
            var logits = pass.Value(_network.OutputNode);
            var hits = 0;
            for (var i = 0; i < pass.Rows.OfLoss; i++)
            {
                if (ArgMax.Of<T>(logits.Span.Slice((pass.Rows.FirstOfLoss + i) * logits.Shape.C, logits.Shape.C)) == classes[i])
                    hits++;
            }
            return (double)hits / pass.Rows.OfLoss;
        }
    }
}
