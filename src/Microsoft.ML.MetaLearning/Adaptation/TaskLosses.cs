using System;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>A loss at some parameters.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Accuracy">The accuracy; not a number for regression.</param>
/// <param name="Gradient">The gradient by all parameters, [n]; nothing to differentiate.</param>
internal readonly record struct LossGradient(double Loss, double Accuracy, Tensor Gradient);

/// <summary>
/// The losses of a network and their derivatives, as functions of all its parameters in one vector [n]: what an inner loop needs that is
/// not unrolled. Which engine computes them is no concern of its caller, and neither is the order of the scalars. Results are in the
/// calling thread's dispose scope.
/// </summary>
internal abstract class TaskLosses : IDisposable
{
    /// <summary>The vector of the values of a set, [n].</summary>
    public abstract Tensor ToVector(ParameterSet parameters);

    /// <summary>The values of a vector under the names and shapes of a set; zero for what the network does not use.</summary>
    public abstract ParameterSet ToParameters(Tensor vector, ParameterSet names);

    /// <summary>The loss on examples that are normalized by themselves: on a support set, or a part of it.</summary>
    public abstract LossGradient OfSupport(Tensor parameters, Examples examples);

    /// <summary>The loss on an episode's query set, normalized as the network was made for.</summary>
    public abstract LossGradient OfQuery(Tensor parameters, Episode episode);

    /// <summary>The Hessian of <see cref="OfSupport"/>, to be disposed before these losses are.</summary>
    public abstract LossHessian HessianOfSupport(Tensor parameters, Examples examples);

    /// <summary>The moments of a support set.</summary>
    public abstract NormalizationMoments Moments(Tensor parameters, Examples support);

    /// <summary>The moments observed in the passes, to become part of running ones; null if there are none to keep.</summary>
    public virtual ParameterSet? Statistics(ParameterSet meta) => null;

    public virtual void Dispose()
    {
    }
}

/// <summary>The Hessian of a loss at some parameters, which knows its products with vectors alone.</summary>
internal abstract class LossHessian : IDisposable
{
    // direction: [n]; result: [n], in the calling thread's dispose scope
    public abstract Tensor Product(Tensor direction);

    public abstract void Dispose();
}
