using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

// It is meant to be derived from, but its base class is not.
#pragma warning disable RS0022

/// <summary>
/// Represents a learner of your own that computes a linear layer from the embeddings of a support set, without gradient steps: ridge
/// regression, discriminant analysis, a hypernetwork.
/// </summary>
/// <remarks>
/// Meta-training differentiates the query loss through <see cref="Classifier"/> and the backbone. Pass the learner to
/// <c>mlContext.MetaLearning().CustomLearner(...)</c>, and call <see cref="IFewShotLearner.RegisterKind"/> before you load its models.
/// </remarks>
/// <param name="problem">The problem.</param>
public abstract class ClosedFormLearner(FewShotProblem problem) : MetricLearner(problem, GradientEngine.Automatic)
{
    /// <summary>Computes the linear layer of a support set by operations that torch can differentiate.</summary>
    /// <param name="meta">The meta-parameters of the backbone, and those of <see cref="MetricLearner.InitializeMetric"/>.</param>
    /// <param name="embeddings">[support, embedding].</param>
    /// <param name="classes">[support] of Int64, numbered from 0 without gaps.</param>
    /// <returns>[classes, embedding] and [classes].</returns>
    protected abstract (Tensor Weight, Tensor Bias) Classifier(ParameterSet meta, Tensor embeddings, Tensor classes);

    private protected sealed override (Head Head, ParameterSet Tensors) Compare(ParameterSet meta, Tensor embeddings, Tensor classes)
    {
        var (weight, bias) = Classifier(meta, embeddings, classes);
        var head = new LinearHead((int)weight.shape[1], (int)weight.shape[0]);
        return (head, new ParameterSet([(LinearHead.Weight, weight), (LinearHead.Bias, bias)]));
    }
}
