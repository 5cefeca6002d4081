using System;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Trainers;

namespace Microsoft.ML.MetaLearning;

/// <content>Learners of the user's own.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>Creates <see cref="CustomLearnerTrainer"/>, which meta-trains a classifier by a learner of your own.</summary>
    /// <param name="learner">Creates the learner of a problem.</param>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <include file="docs.xml" path="docs/episodes/*"/>
    public CustomLearnerTrainer CustomLearner(
        Func<FewShotProblem, IFewShotLearner> learner,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        int metaSteps = 5000) =>
        CustomLearner(new CustomLearnerTrainer.Options
        {
            Learner = learner
        }.With(labelColumnName, featureColumnName, ways, shots, queryShots, metaSteps));

    /// <summary>
    /// Creates <see cref="CustomLearnerTrainer"/> with advanced options, which meta-trains a classifier by a learner of your own.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public CustomLearnerTrainer CustomLearner(CustomLearnerTrainer.Options options) => new(_mlContext, options);
}
