using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Represents one episode's passes through a network on the tape engine, and the vectors that they read and write.</summary>
internal sealed class EpisodeTape<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Network _network;
    private readonly BufferPool<T> _buffers;
    private readonly bool _keep;
    private readonly bool _checkpointed;
    private readonly EpisodeBlocks<T> _episode;
    private readonly List<Pass<T>> _support = [];
    private readonly List<ParameterVector<T>> _checkpoints = [];
    private readonly List<ParameterVector<T>> _vectors = [];
    private ParameterVector<T>? _repeatedGradient;
    private ParameterVector<T>? _partGradient;

    /// <param name="network">Backbone, head and loss.</param>
    /// <param name="buffers">Where memory comes from.</param>
    /// <param name="episode">The episode.</param>
    /// <param name="normalization">How the query is normalized.</param>
    /// <param name="keep">Whether Hessian-vector products follow.</param>
    /// <param name="checkpointed">Whether they recompute the activations.</param>
    public EpisodeTape(Network network, BufferPool<T> buffers, Episode episode, Normalization normalization, bool keep, bool checkpointed)
    {
        _network = network;
        _buffers = buffers;
        _keep = keep && !checkpointed;
        _checkpointed = checkpointed;
        buffers.IsTight = checkpointed;
        _episode = new EpisodeBlocks<T>(
            episode, network, buffers, normalization, EpisodeTape.QueryRows((int)episode.Support.Inputs.shape[0], checkpointed));
    }

    /// <summary>Creates a vector of zeros that lives as long as the tape.</summary>
    public ParameterVector<T> NewVector()
    {
        var vector = new ParameterVector<T>(_network.Layout, _buffers);
        _vectors.Add(vector);
        return vector;
    }

    public ParameterVector<T> Copy(ParameterVector<T> vector)
    {
        var copy = NewVector();
        copy.CopyFrom(vector);
        return copy;
    }

    public void Free(ParameterVector<T> vector)
    {
        _vectors.Remove(vector);
        vector.Dispose();
    }

    /// <summary>Returns the rates of each step; steps with the same rates share a vector.</summary>
    public ParameterVector<T>[] Rates(InnerSteps steps)
    {
        var rates = new ParameterVector<T>[steps.Count];
        for (var k = 0; k < steps.Count; k++)
        {
            rates[k] = steps.KeepsRates(k) ? rates[k - 1] : NewVector();
            if (!steps.KeepsRates(k))
                rates[k].SetRates(steps, k);
        }
        return rates;
    }

    /// <summary>Computes the gradient of the support loss.</summary>
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

    /// <summary>Computes a Hessian-vector product of the support loss at a step, and frees the step's activations.</summary>
    public ParameterVector<T> SupportHessianVectorProduct(int step, ParameterVector<T> direction, ParameterVector<T> product)
    {
        using var pass = _checkpointed ? SupportPass(_checkpoints[step], _repeatedGradient ??= NewVector(), keep: true) : _support[step];
        pass.HessianVectorProduct(direction, product);
        return product;
    }

    /// <summary>Computes the query loss, its gradient and the accuracy.</summary>
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
            gradient.Add(_partGradient, share);
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
        var pass = new Pass<T>(_network, _buffers, PassRows.Batch(_episode.Support.Shape.N), _episode.Support, parameters)
        {
            Targets = _episode.SupportTargets,
            KeepsTape = keep,
        };
        pass.Forward();
        pass.Backward(gradient);
        return pass;
    }

    private (double Loss, double Accuracy) Query(QueryPart<T> part, ParameterVector<T> parameters, ParameterVector<T> gradient)
    {
        using var pass = new Pass<T>(_network, _buffers, part.Rows, part.Input, parameters) { Targets = part.Targets };
        pass.Forward();
        var accuracy = pass.Accuracy;
        pass.Backward(gradient);
        return (pass.Loss, accuracy);
    }
}

/// <summary>Provides the parts of <see cref="EpisodeTape{T}"/> that do not depend on the precision.</summary>
internal static class EpisodeTape
{
    /// <summary>
    /// Returns the query rows that a checkpointed tape takes at once. Each part goes with the support that normalizes it, a fifth more
    /// rows; its pass then needs about as much memory as the tape of a step.
    /// </summary>
    public static int QueryRows(int supportRows, bool checkpointed) => checkpointed ? 5 * supportRows : int.MaxValue;

    /// <summary>Sets a vector to the rates of a step.</summary>
    public static void SetRates<T>(this ParameterVector<T> vector, InnerSteps steps, int step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (steps.Rates is { } rates)
            vector.Import(rates[step]);
        else
            vector.Fill(steps.Rule.LearningRate);
    }
}
