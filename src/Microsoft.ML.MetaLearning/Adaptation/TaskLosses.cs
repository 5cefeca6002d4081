using System;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Represents a loss at some parameters.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Accuracy">The accuracy; NaN for regression.</param>
/// <param name="Gradient">The gradient by all parameters, [n], without a graph.</param>
internal readonly record struct LossGradient(double Loss, double Accuracy, Tensor Gradient);

/// <summary>
/// Computes the losses of a network and their derivatives, as functions of all its parameters in one vector [n], for inner loops that are
/// not unrolled. The engine decides the order of the scalars. Results are in the calling thread's dispose scope.
/// </summary>
internal abstract class TaskLosses : IDisposable
{
    /// <summary>Returns the values of a set as a vector, [n].</summary>
    public abstract Tensor ToVector(ParameterSet parameters);

    /// <summary>Returns the values of a vector with the names and shapes of a set; zero for what the network does not use.</summary>
    public abstract ParameterSet ToParameters(Tensor vector, ParameterSet names);

    /// <summary>Computes the loss on examples that are normalized by themselves: a support set, or a part of it.</summary>
    public abstract LossGradient OfSupport(Tensor parameters, Examples examples);

    /// <summary>Computes the loss on an episode's query set, with the network's own normalization.</summary>
    public abstract LossGradient OfQuery(Tensor parameters, Episode episode);

    /// <summary>Creates the Hessian of <see cref="OfSupport"/>, to be disposed before the losses.</summary>
    public abstract LossHessian HessianOfSupport(Tensor parameters, Examples examples);

    /// <summary>Computes the moments of a support set.</summary>
    public abstract NormalizationMoments Moments(Tensor parameters, Examples support);

    /// <summary>Returns the moments observed in the passes, to be averaged; null if the normalization averages none.</summary>
    public virtual ParameterSet? Statistics(ParameterSet meta) => null;

    public abstract void Dispose();
}

/// <summary>Represents the Hessian of a loss at some parameters by its products with vectors.</summary>
internal abstract class LossHessian : IDisposable
{
    // direction: [n]; result: [n], in the calling thread's dispose scope
    public abstract Tensor Product(Tensor direction);

    public abstract void Dispose();
}
