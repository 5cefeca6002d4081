using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

// It is made to be derived from, and its base class is not.
#pragma warning disable RS0022

/// <summary>
/// Represents a learner of your own whose classifier of a support set is a linear layer that is computed from the support's embeddings,
/// without gradient steps: ridge regression, discriminant analysis, a hypernetwork.
/// </summary>
/// <remarks>
/// Meta-training differentiates the query loss through <see cref="Classifier"/> and the backbone. Give the learner to
/// <c>mlContext.MetaLearning().CustomLearner(...)</c>, and call <see cref="IFewShotLearner.RegisterKind"/> so that its models can be loaded.
/// </remarks>
/// <param name="problem">What is learned.</param>
public abstract class ClosedFormLearner(FewShotProblem problem) : MetricLearner(problem, GradientEngine.Automatic)
{
    /// <summary>Computes the linear layer of a support set, with operations that torch can differentiate.</summary>
    /// <param name="meta">The meta-parameters: those of the backbone, and those of <see cref="MetricLearner.InitializeMetric"/>.</param>
    /// <param name="embeddings">[support, embedding].</param>
    /// <param name="classes">[support] of Int64, all from 0 on.</param>
    /// <returns>[classes, embedding] and [classes].</returns>
    protected abstract (Tensor Weight, Tensor Bias) Classifier(ParameterSet meta, Tensor embeddings, Tensor classes);

    private protected sealed override (Head Head, ParameterSet Tensors) Compare(ParameterSet meta, Tensor embeddings, Tensor classes)
    {
        var (weight, bias) = Classifier(meta, embeddings, classes);
        return (new LinearHead((int)weight.shape[1], (int)weight.shape[0]), new ParameterSet([(LinearHead.Weight, weight), (LinearHead.Bias, bias)]));
    }
}
