namespace Microsoft.ML.MetaLearning.Text;

/// <summary>Represents a sentence as its encoder reads it.</summary>
/// <param name="Text">The sentence itself.</param>
/// <param name="Tokens">The numbers of its tokens, as many as the encoder takes; none for an encoder that reads text.</param>
/// <param name="Loss">What the encoder does not see of the sentence.</param>
/// <param name="Warning">Words for the loss, which follow "a sentence".</param>
internal sealed record Sentence(string Text, long[] Tokens, SentenceLoss Loss = SentenceLoss.None, string Warning = "");
