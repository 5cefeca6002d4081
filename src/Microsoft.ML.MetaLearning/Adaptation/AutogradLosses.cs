using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Computes the losses of any backbone with a linear head, on any device. Vectors hold the tensors of a set one after another, row-major.
/// </summary>
/// <param name="problem">The backbone and the loss.</param>
/// <param name="names">The parameters of backbone and head, for their names and shapes.</param>
/// <param name="normalization">The normalization of the task; each <see cref="OfSupport"/> is one of its support passes.</param>
internal sealed class AutogradLosses(FewShotProblem problem, ParameterSet names, EpisodeNormalization normalization) : TaskLosses
{
    private int _step;

    public override Tensor ToVector(ParameterSet parameters) =>
        cat(names.Names.Select(name => parameters[name].detach().reshape(-1)).ToArray());

    public override ParameterSet ToParameters(Tensor vector, ParameterSet like)
    {
        var values = Split(vector);
        return like.Map(t => zeros_like(t)).Combine(values.Map(v => v.clone()));
    }

    public override LossGradient OfSupport(Tensor parameters, Examples examples)
    {
        using var scope = NewDisposeScope();
        var leaf = Leaf(parameters);
        return Differentiate(leaf, Outputs(leaf, examples.Inputs, p => normalization.Support(_step++, p)), examples.Targets);
    }

    public override LossGradient OfQuery(Tensor parameters, Episode episode)
    {
        using var scope = NewDisposeScope();
        var leaf = Leaf(parameters);
        return Differentiate(leaf, Outputs(leaf, episode.Query.Inputs, p => normalization.Query(p)), episode.Query.Targets);
    }

    public override LossHessian HessianOfSupport(Tensor parameters, Examples examples)
    {
        var leaf = Leaf(parameters);
        var loss = problem.Task.Loss(Outputs(leaf, examples.Inputs, p => normalization.Support(_step, p)), examples.Targets);
        return new Hessian(leaf, Gradients.Of(loss, leaf, createGraph: true).Tensors[0]);
    }

    public override NormalizationMoments Moments(Tensor parameters, Examples support)
    {
        using var _ = no_grad();
        return normalization.Moments(Split(parameters));
    }

    public override ParameterSet? Statistics(ParameterSet meta) => normalization.Statistics(meta);

    public override void Dispose() => normalization.Dispose();

    private static ParameterSet Leaf(Tensor parameters) => new([("parameters", parameters.detach().requires_grad_(true))]);

    // vector: [n]; result: views of it
    private ParameterSet Split(Tensor vector)
    {
        var parts = vector.split(names.Tensors.Select(t => t.numel()).ToArray());
        return names.With(parts.Zip(names.Tensors, (part, t) => part.view(t.shape)).ToArray());
    }

    // inputs: [n, ...input shape]; result: [n, outputs]
    private Tensor Outputs(ParameterSet leaf, Tensor inputs, Func<ParameterSet, Normalizer> normalizer)
    {
        var parameters = Split(leaf.Tensors[0]);
        return LinearHead.Forward(parameters, problem.Backbone.Forward(parameters, inputs, normalizer(parameters)));
    }

    private LossGradient Differentiate(ParameterSet leaf, Tensor outputs, Tensor targets)
    {
        var loss = problem.Task.Loss(outputs, targets);
        var gradient = Gradients.Of(loss, leaf, createGraph: false).Tensors[0];
        normalization.DetachFromDisposeScope();
        return new LossGradient(loss.ToNumber(), problem.Task.Accuracy(outputs, targets), gradient.MoveToOuterDisposeScope());
    }

    private sealed class Hessian(ParameterSet leaf, Tensor gradient) : LossHessian
    {
        public override Tensor Product(Tensor direction)
        {
            using var scope = NewDisposeScope();
            return Gradients.Of(gradient.dot(direction), leaf, createGraph: false, retainGraph: true).Tensors[0].MoveToOuterDisposeScope();
        }

        public override void Dispose() => gradient.Dispose();
    }
}
