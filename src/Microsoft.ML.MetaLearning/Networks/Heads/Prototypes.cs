using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>The mean embedding of each class of a support set.</summary>
internal static class Prototypes
{
    // embeddings: [n, embedding], classes: [n] of Int64, all from 0 on; result: [classes, embedding]
    public static Tensor Of(Tensor embeddings, Tensor classes)
    {
        var ways = classes.max().ToInteger() + 1;
        var members = TensorArithmetic.Range(ways, classes.device).unsqueeze(1).eq(classes.unsqueeze(0)).to_type(embeddings.dtype);
        return members.matmul(embeddings) / members.sum(1, keepdim: true);
    }

    /// <summary>
    /// The linear layer of the same softmax as the negative squared distances times a factor: -|x - c|^2 = 2 c.x - |c|^2 - |x|^2, whose
    /// last term is the same for all classes (Snell et al., 2017, section 2.4).
    /// </summary>
    // prototypes: [classes, embedding]
    public static ParameterSet ToLinearHead(Tensor prototypes, double scale) =>
        new([(LinearHead.Weight, prototypes.Times(2 * scale)), (LinearHead.Bias, prototypes.Squared().sum(1).Times(-scale))]);

    /// <summary>
    /// The factor of squared distances that makes logits of their means, times the scale that logits of cosines begin with.
    /// </summary>
    public static double MeanScale(int embeddingSize) => CosineHead.InitialScale / embeddingSize;
}
