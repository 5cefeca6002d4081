using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Holds the meta-parameters during meta-training and updates them as torch's optimizers do. The statistics among them are exponential
/// averages of what is observed instead.
/// </summary>
internal sealed class OuterOptimizer : IDisposable
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
    private const string Mean = "mean.", Square = "square.", Velocity = "velocity.";

    private readonly OuterOptimizerKind _kind;
    private readonly double _weightDecay;
    private readonly double _momentum;
    private readonly string[] _learned;
    private readonly string[] _statistics;
    private int _steps;

    /// <param name="initial">The initial meta-parameters; copied.</param>
    /// <param name="kind">The optimizer.</param>
    /// <param name="weightDecay">Its weight decay.</param>
    /// <param name="momentum">The momentum of gradient descent.</param>
    /// <param name="isFrozen">Whether a meta-parameter stays as it is, by its name; by default none does.</param>
    public OuterOptimizer(
        ParameterSet initial,
        OuterOptimizerKind kind,
        double weightDecay,
        double momentum = 0.9,
        Func<string, bool>? isFrozen = null)
    {
        (_kind, _weightDecay, _momentum) = (kind, weightDecay, momentum);
        var changing = initial.Names.Where(name => isFrozen?.Invoke(name) != true).ToArray();
        _statistics = changing.Where(NormalizationParameters.IsStatistic).ToArray();
        _learned = changing.Except(_statistics).ToArray();
        using var scope = NewDisposeScope();
        Tensor[] copies = [.. initial.Select(p => p.Value.detach().clone().requires_grad_(_learned.Contains(p.Key)))];
        Parameters = initial.With(copies).DetachFromDisposeScope();
        string[] moments = kind == OuterOptimizerKind.Sgd ? [Velocity] : [Mean, Square];
        State = new ParameterSet(moments.SelectMany(
            _ => _learned, (moment, name) => (moment + name, zeros_like(initial[name])))).DetachFromDisposeScope();
    }

    /// <summary>Gets the current meta-parameters, which change with each step.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Gets the moments of the gradients: "mean.NAME" and "square.NAME" for Adam, "velocity.NAME" for gradient descent.</summary>
    public ParameterSet State { get; }

    /// <summary>Returns the gradients of what is learned.</summary>
    public ParameterSet Learned(ParameterSet gradients) => gradients.Partition(_learned.Contains).Selected;

    public void Step(ParameterSet gradients, double learningRate)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        _steps++;
        foreach (var name in _learned)
        {
            if (_kind == OuterOptimizerKind.Sgd)
                Descend(name, gradients[name], learningRate);
            else
                Adam(name, gradients[name], learningRate);
        }
    }

    // v <- momentum * v + g, p <- p - rate * v
    private void Descend(string name, Tensor gradient, double learningRate)
    {
        var parameter = Parameters[name];
        var velocity = State[Velocity + name].MultiplyInPlace(_momentum).AddInPlace(Decayed(gradient, parameter));
        parameter.AddInPlace(velocity, -learningRate);
    }

    // Algorithm 1 of Kingma and Ba; AdamW decays the parameters themselves (Algorithm 2 of Loshchilov and Hutter).
    private void Adam(string name, Tensor gradient, double learningRate)
    {
        var parameter = Parameters[name];
        if (_kind == OuterOptimizerKind.AdamW)
            parameter.MultiplyInPlace(1 - learningRate * _weightDecay);
        else
            gradient = Decayed(gradient, parameter);
        var mean = State[Mean + name].MultiplyInPlace(Beta1).AddInPlace(gradient, 1 - Beta1);
        var square = State[Square + name].MultiplyInPlace(Beta2).AddInPlace(gradient * gradient, 1 - Beta2);
        var root = square.sqrt().DivideInPlace(Math.Sqrt(1 - Math.Pow(Beta2, _steps)));
        parameter.AddInPlace(mean / root.Plus(Epsilon), -learningRate / (1 - Math.Pow(Beta1, _steps)));
    }

    private Tensor Decayed(Tensor gradient, Tensor parameter) => _weightDecay == 0 ? gradient : gradient.Plus(parameter, _weightDecay);

    /// <summary>Resumes from the parameters and the state of another optimizer after some steps.</summary>
    public void Load(ParameterSet parameters, ParameterSet state, int steps)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        _steps = steps;
        foreach (var (name, value) in parameters)
            Parameters[name].copy_(value);
        foreach (var (name, value) in state)
            State[name].copy_(value);
    }

    /// <summary>Gets whether some meta-parameters are statistics, so that <see cref="Observe"/> must follow each step.</summary>
    public bool HasStatistics => _statistics.Length > 0;

    /// <summary>Moves the statistics towards what was observed in the tasks of a meta-step.</summary>
    public void Observe(ParameterSet observed)
    {
        using var scope = NewDisposeScope();
        foreach (var name in _statistics)
            Parameters[name].MultiplyInPlace(1 - EpisodeNormalization.Momentum).AddInPlace(observed[name], EpisodeNormalization.Momentum);
    }

    public void Dispose()
    {
        State.Dispose();
        Parameters.Dispose();
    }
}
