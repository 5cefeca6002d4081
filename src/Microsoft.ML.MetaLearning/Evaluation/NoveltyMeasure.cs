using System;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>By what a classifier tells rows that belong to none of its classes: a number that is larger for them.</summary>
public enum NoveltyMeasure
{
    /// <summary>One less the largest probability. Hendrycks and Gimpel, <a href="https://arxiv.org/abs/1610.02136">2017</a>.</summary>
    Probability,

    /// <summary>The negative logarithm of the sum of the exponentials of the logits. Liu et al., <a href="https://arxiv.org/abs/2010.03759">2020</a>.</summary>
    Energy,

    /// <summary>The negative largest logit. Hendrycks et al., <a href="https://arxiv.org/abs/1911.11132">2022</a>.</summary>
    Logit,
}

internal static class NoveltyMeasures
{
    // logits: [n, classes]; result: [n]
    public static Tensor Of(this NoveltyMeasure measure, Tensor logits) => measure switch
    {
        NoveltyMeasure.Probability => 1 - logits.softmax(1).amax([1]),
        NoveltyMeasure.Energy => -logits.logsumexp(1),
        NoveltyMeasure.Logit => -logits.amax([1]),
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, null),
    };
}
