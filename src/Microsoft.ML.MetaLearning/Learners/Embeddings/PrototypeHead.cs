using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Computes the cosine to the mean direction of each class. Snell et al., <a href="https://arxiv.org/abs/1703.05175">2017</a>, and Wang et
/// al., <a href="https://arxiv.org/abs/1911.04623">2019</a>.
/// </summary>
internal static class PrototypeHead
{
    public static HeadFit Fit(SupportDirections support)
    {
        var sums = Sums(support.Directions, support.Members);
        var weight = CosineHead.Unit(sums);
        return new HeadFit(weight, zeros(weight.shape[0], ScalarType.Float64), HeldOut(support, sums, weight));
    }

    /// <summary>Returns the mean direction of the rows of each class.</summary>
    // directions: [n, embedding], members: [n, classes]; result: [classes, embedding], rows of length 1
    public static Tensor Weight(Tensor directions, Tensor members) => CosineHead.Unit(Sums(directions, members));

    private static Tensor Sums(Tensor directions, Tensor members) => members.t().matmul(directions);

    // A row held out changes the prototype of its own class alone. Where it is the only row, there is nothing to compare it with.
    private static Tensor HeldOut(SupportDirections support, Tensor sums, Tensor weight)
    {
        var others = CosineHead.Unit(sums.index_select(0, support.Classes) - support.Directions);
        var own = (others * support.Directions).sum(1, keepdim: true);
        return where(support.Members.IsAbove(0), own, support.Directions.matmul(weight.t()));
    }
}
