using System;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;

namespace Microsoft.ML.MetaLearning;

/// <content>Learners of the user's own.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>Creates <see cref="CustomLearnerTrainer"/>, which meta-trains a classifier by a learner of your own.</summary>
    /// <param name="learner">Creates the learner of a problem.</param>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="ways">Classes per episode in meta-training.</param>
    /// <param name="shots">Support examples per class.</param>
    /// <param name="queryShots">Query examples per class in meta-training.</param>
    /// <param name="metaSteps">Meta-steps of training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public CustomLearnerTrainer CustomLearner(
        Func<FewShotProblem, IFewShotLearner> learner,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        int metaSteps = 5000) => CustomLearner(new CustomLearnerTrainer.Options
        {
            Learner = learner,
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Ways = ways,
            Shots = shots,
            QueryShots = queryShots,
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>Creates <see cref="CustomLearnerTrainer"/> with advanced options, which meta-trains a classifier by a learner of your own.</summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public CustomLearnerTrainer CustomLearner(CustomLearnerTrainer.Options options) => new(Environment, options);
}
