using System;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Represents the rows of a support set as directions from a centre, in double precision. Classes count equally, however many rows they
/// have.
/// </summary>
internal sealed class SupportDirections
{
    private readonly Lazy<(Tensor U, Tensor S, Tensor Vt)> _decomposition;

    /// <param name="directions">[n, embedding] of Float64, rows of length 1.</param>
    /// <param name="classes">[n] of Int64, all from 0 on.</param>
    public SupportDirections(Tensor directions, Tensor classes)
    {
        (Directions, Classes) = (directions, classes);
        Members = F.one_hot(classes).to_type(ScalarType.Float64);
        Weights = (Members / Members.sum([0])).sum(1).Over(Members.shape[1]);
        Mean = Weights.unsqueeze(0).matmul(directions).squeeze(0);
        _decomposition = new(() => linalg.svd(Weights.sqrt().unsqueeze(1) * (directions - Mean), fullMatrices: false));
    }

    // [n, embedding], rows of length 1
    public Tensor Directions { get; }

    // [n] of Int64
    public Tensor Classes { get; }

    // [n, classes], one-hot
    public Tensor Members { get; }

    // [n]; those of each class have the same sum, all together 1
    public Tensor Weights { get; }

    /// <summary>Gets the weighted mean of the rows.</summary>
    // [embedding]
    public Tensor Mean { get; }

    /// <summary>Gets the singular value decomposition of the rows less their mean, times the roots of their weights.</summary>
    // U: [n, rank], S: [rank], Vt: [rank, embedding]
    public (Tensor U, Tensor S, Tensor Vt) Decomposition => _decomposition.Value;

    /// <summary>Returns the centre that a support set gives: the mean of its class means, at the length that it should have.</summary>
    /// <remarks>
    /// The mean of a few vectors is too long: five unrelated ones of length 1 have a mean of length 0.45. The product of two class means
    /// has no such error, so the mean of these products estimates the squared length of the centre.
    /// </remarks>
    // normalized: [n, embedding], classes: [n] of Int64, all from 0 on; result: [embedding]
    public static Tensor Centre(Tensor normalized, Tensor classes)
    {
        var means = Prototypes.Of(normalized, classes);
        var ways = means.shape[0];
        var mean = means.mean([0]);
        var (squared, own) = (mean.Squared().sum(), means.Squared().sum().Over(ways * ways));
        var corrected = (squared - own).Times(ways / (ways - 1.0)).AtLeast(0);
        return mean * (corrected / squared.AtLeast(1e-12)).sqrt();
    }
}
