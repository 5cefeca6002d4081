using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>What became of one query example of an evaluation.</summary>
/// <param name="Episode">The number of the episode.</param>
/// <param name="Row">The row of the data set.</param>
/// <param name="TrueClass">Its class, as a position in the list of classes.</param>
/// <param name="PredictedClass">The class that was predicted.</param>
/// <param name="Confidence">The probability of that class.</param>
internal readonly record struct QueryOutcome(int Episode, int Row, int TrueClass, int PredictedClass, double Confidence)
{
    public bool IsHit => PredictedClass == TrueClass;

    /// <summary>The outcomes of all query examples, episode by episode.</summary>
    /// <param name="episodes">The predictions of each episode, from number 0.</param>
    /// <param name="loader">Where the episodes came from.</param>
    /// <param name="examples">The examples that it loads from.</param>
    public static IEnumerable<QueryOutcome> Of(IReadOnlyList<Judgement> episodes, EpisodeLoader loader, ExampleSet examples)
    {
        for (var e = 0; e < episodes.Count; e++)
        {
            var indices = loader.Indices(e);
            var i = 0;
            for (var way = 0; way < indices.Classes.Length; way++)
                foreach (var position in indices.Query[way])
                {
                    var trueClass = indices.Classes[way];
                    var (predicted, confidence) = (indices.Classes[episodes[e].Predicted[i]], episodes[e].Confidences[i]);
                    yield return new QueryOutcome(e, examples.Classes[trueClass][position], trueClass, predicted, confidence);
                    i++;
                }
        }
    }
}
