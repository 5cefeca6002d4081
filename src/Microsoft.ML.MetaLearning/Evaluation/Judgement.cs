namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>How the query examples of one episode were judged, in their order.</summary>
/// <param name="Predicted">The predicted class of each, within the episode.</param>
/// <param name="Confidences">Its probability.</param>
/// <param name="Hits">1 where it is right, otherwise 0.</param>
/// <param name="Loss">The mean cross entropy.</param>
internal sealed record Judgement(long[] Predicted, double[] Confidences, long[] Hits, double Loss);
