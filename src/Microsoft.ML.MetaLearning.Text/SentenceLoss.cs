using System;

namespace Microsoft.ML.MetaLearning.Text;

/// <summary>Names what an encoder does not see of a sentence.</summary>
[Flags]
internal enum SentenceLoss
{
    None = 0,

    /// <summary>Its end: the sentence is longer than what the model reads.</summary>
    End = 1,

    /// <summary>Every word: none is in the model's vocabulary.</summary>
    Words = 2,
}
