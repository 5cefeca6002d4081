using System.Linq;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Episodes;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learning;

/// <summary>The losses of any backbone with a linear head, on any device. Vectors are the tensors of a set one after another, row-major.</summary>
/// <param name="problem">The backbone, its normalization and the loss.</param>
/// <param name="names">The parameters of backbone and head.</param>
internal sealed class AutogradLosses(FewShotProblem problem, ParameterSet names) : TaskLosses
{
    public override Tensor ToVector(ParameterSet parameters) => cat(names.Names.Select(name => parameters[name].detach().reshape(-1)).ToArray());

    public override ParameterSet ToParameters(Tensor vector, ParameterSet like)
    {
        var values = Split(vector);
        return like.Map(zeros_like).Combine(values.Map(v => v.clone()));
    }

    public override LossGradient OfSupport(Tensor parameters, Examples examples)
    {
        using var scope = NewDisposeScope();
        var leaf = Leaf(parameters);
        return Differentiate(leaf, Outputs(leaf, examples.Inputs, Normalizer.ForSupport(problem.Normalization)), examples.Targets);
    }

    public override LossGradient OfQuery(Tensor parameters, Episode episode)
    {
        using var scope = NewDisposeScope();
        var leaf = Leaf(parameters);
        // Gradients flow through the support's moments.
        var normalizer = problem.Normalization == Normalization.SupportStatistics
            ? Normalizer.By(NormalizationMoments.Record(problem.Backbone, Split(leaf.Tensors[0]), episode.Support.Inputs, problem.Normalization))
            : Normalizer.ForSupport(problem.Normalization);
        return Differentiate(leaf, Outputs(leaf, episode.Query.Inputs, normalizer), episode.Query.Targets);
    }

    public override LossHessian HessianOfSupport(Tensor parameters, Examples examples)
    {
        var leaf = Leaf(parameters);
        var loss = problem.Task.Loss(Outputs(leaf, examples.Inputs, Normalizer.ForSupport(problem.Normalization)), examples.Targets);
        return new Hessian(leaf, Gradients.Of(loss, leaf, createGraph: true).Tensors[0]);
    }

    public override NormalizationMoments Moments(Tensor parameters, Examples support)
    {
        using var _ = no_grad();
        return NormalizationMoments.Record(problem.Backbone, Split(parameters), support.Inputs, problem.Normalization);
    }

    private static ParameterSet Leaf(Tensor parameters) => new([("parameters", parameters.detach().requires_grad_(true))]);

    // vector: [n]; result: views of it
    private ParameterSet Split(Tensor vector)
    {
        var parts = vector.split(names.Tensors.Select(t => t.numel()).ToArray());
        return names.With(parts.Zip(names.Tensors, (part, t) => part.view(t.shape)).ToArray());
    }

    // inputs: [n, ...input shape]; result: [n, outputs]
    private Tensor Outputs(ParameterSet leaf, Tensor inputs, Normalizer normalizer)
    {
        var parameters = Split(leaf.Tensors[0]);
        return LinearHead.Forward(parameters, problem.Backbone.Forward(parameters, inputs, normalizer));
    }

    private LossGradient Differentiate(ParameterSet leaf, Tensor outputs, Tensor targets)
    {
        var loss = problem.Task.Loss(outputs, targets);
        var gradient = Gradients.Of(loss, leaf, createGraph: false).Tensors[0];
        return new LossGradient(loss.ToDouble(), problem.Task.Accuracy(outputs, targets), gradient.MoveToOuterDisposeScope());
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
