using System;
using Microsoft.ML.MetaLearning.Trainers;

namespace Microsoft.ML.MetaLearning;

/// <content>The learners that adapt by gradient steps.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>Creates <see cref="MamlTrainer"/>, which meta-trains a classifier by model-agnostic meta-learning.</summary>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <include file="docs.xml" path="docs/episodes/*"/>
    /// <include file="docs.xml" path="docs/inner/*"/>
    public MamlTrainer Maml(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        double innerLearningRate = 0.1,
        int metaSteps = 5000) =>
        Maml(new MamlTrainer.Options { InnerLoop = { LearningRate = innerLearningRate } }
            .With(labelColumnName, featureColumnName, ways, shots, queryShots, metaSteps));

    /// <summary>
    /// Creates <see cref="MamlTrainer"/> with advanced options, which meta-trains a classifier by model-agnostic meta-learning.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public MamlTrainer Maml(MamlTrainer.Options options) => new(_mlContext, options);

    /// <summary>Creates <see cref="MamlRegressionTrainer"/>, which meta-trains a regressor by model-agnostic meta-learning.</summary>
    /// <param name="taskColumnName">The column that names the task a row belongs to: text, a key or any integer type.</param>
    /// <param name="labelColumnName">The column to predict: <see cref="float"/>.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="shots">Support examples per task.</param>
    /// <param name="queryShots">Query examples per task in meta-training.</param>
    /// <param name="innerLearningRate">The learning rate of the inner loop.</param>
    /// <param name="metaSteps">Meta-steps of training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public MamlRegressionTrainer MamlRegression(
        string taskColumnName = "Task",
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int shots = 10,
        int queryShots = 10,
        double innerLearningRate = 0.01,
        int metaSteps = 5000) => MamlRegression(new MamlRegressionTrainer.Options
        {
            TaskColumnName = taskColumnName,
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Shots = shots,
            QueryShots = queryShots,
            InnerLoop = { LearningRate = innerLearningRate },
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>
    /// Creates <see cref="MamlRegressionTrainer"/> with advanced options, which meta-trains a regressor by model-agnostic meta-learning.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public MamlRegressionTrainer MamlRegression(MamlRegressionTrainer.Options options) => new(_mlContext, options);

    /// <summary>Creates <see cref="MamlPlusPlusTrainer"/>, which meta-trains a classifier by MAML++.</summary>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <include file="docs.xml" path="docs/episodes/*"/>
    /// <include file="docs.xml" path="docs/inner/*"/>
    public MamlPlusPlusTrainer MamlPlusPlus(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        double innerLearningRate = 0.1,
        int metaSteps = 5000) =>
        MamlPlusPlus(new MamlPlusPlusTrainer.Options { InnerLoop = { LearningRate = innerLearningRate } }
            .With(labelColumnName, featureColumnName, ways, shots, queryShots, metaSteps));

    /// <summary>Creates <see cref="MamlPlusPlusTrainer"/> with advanced options, which meta-trains a classifier by MAML++.</summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public MamlPlusPlusTrainer MamlPlusPlus(MamlPlusPlusTrainer.Options options) => new(_mlContext, options);

    /// <summary>Creates <see cref="AnilTrainer"/>, which meta-trains a classifier by MAML that adapts the last layer alone.</summary>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <include file="docs.xml" path="docs/episodes/*"/>
    /// <include file="docs.xml" path="docs/inner/*"/>
    public AnilTrainer Anil(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        double innerLearningRate = 0.1,
        int metaSteps = 5000) =>
        Anil(new AnilTrainer.Options { InnerLoop = { LearningRate = innerLearningRate } }
            .With(labelColumnName, featureColumnName, ways, shots, queryShots, metaSteps));

    /// <summary>
    /// Creates <see cref="AnilTrainer"/> with advanced options, which meta-trains a classifier by MAML that adapts the last layer alone.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public AnilTrainer Anil(AnilTrainer.Options options) => new(_mlContext, options);

    /// <summary>Creates <see cref="BoilTrainer"/>, which meta-trains a classifier by MAML that adapts the backbone alone.</summary>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <include file="docs.xml" path="docs/episodes/*"/>
    /// <include file="docs.xml" path="docs/inner/*"/>
    public BoilTrainer Boil(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        double innerLearningRate = 0.1,
        int metaSteps = 5000) =>
        Boil(new BoilTrainer.Options { InnerLoop = { LearningRate = innerLearningRate } }
            .With(labelColumnName, featureColumnName, ways, shots, queryShots, metaSteps));

    /// <summary>
    /// Creates <see cref="BoilTrainer"/> with advanced options, which meta-trains a classifier by MAML that adapts the backbone alone.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public BoilTrainer Boil(BoilTrainer.Options options) => new(_mlContext, options);

    /// <summary>
    /// Creates <see cref="MetaSgdTrainer"/>, which meta-trains a classifier by MAML with a learned rate for every weight.
    /// </summary>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <include file="docs.xml" path="docs/episodes/*"/>
    /// <include file="docs.xml" path="docs/inner/*"/>
    public MetaSgdTrainer MetaSgd(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        double innerLearningRate = 0.1,
        int metaSteps = 5000) =>
        MetaSgd(new MetaSgdTrainer.Options { InnerLoop = { LearningRate = innerLearningRate } }
            .With(labelColumnName, featureColumnName, ways, shots, queryShots, metaSteps));

    /// <summary>
    /// Creates <see cref="MetaSgdTrainer"/> with advanced options, which meta-trains a classifier by MAML with a learned rate for every
    /// weight.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public MetaSgdTrainer MetaSgd(MetaSgdTrainer.Options options) => new(_mlContext, options);

    /// <summary>
    /// Creates <see cref="ProtoMamlTrainer"/>, which meta-trains a classifier by MAML whose last layer starts from prototypes.
    /// </summary>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <include file="docs.xml" path="docs/episodes/*"/>
    /// <include file="docs.xml" path="docs/inner/*"/>
    public ProtoMamlTrainer ProtoMaml(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        double innerLearningRate = 0.01,
        int metaSteps = 5000) =>
        ProtoMaml(new ProtoMamlTrainer.Options { InnerLoop = { LearningRate = innerLearningRate } }
            .With(labelColumnName, featureColumnName, ways, shots, queryShots, metaSteps));

    /// <summary>
    /// Creates <see cref="ProtoMamlTrainer"/> with advanced options, which meta-trains a classifier by MAML whose last layer starts from
    /// prototypes.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public ProtoMamlTrainer ProtoMaml(ProtoMamlTrainer.Options options) => new(_mlContext, options);

    /// <summary>
    /// Creates <see cref="ReptileTrainer"/>, which meta-trains a classifier by moving an initialization to where training on each task
    /// leads.
    /// </summary>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <include file="docs.xml" path="docs/episodes/*"/>
    /// <include file="docs.xml" path="docs/inner/*"/>
    public ReptileTrainer Reptile(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 9,
        double innerLearningRate = 0.001,
        int metaSteps = 5000) =>
        Reptile(new ReptileTrainer.Options { InnerLoop = { LearningRate = innerLearningRate } }
            .With(labelColumnName, featureColumnName, ways, shots, queryShots, metaSteps));

    /// <summary>
    /// Creates <see cref="ReptileTrainer"/> with advanced options, which meta-trains a classifier by moving an initialization to where
    /// training on each task leads.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public ReptileTrainer Reptile(ReptileTrainer.Options options) => new(_mlContext, options);

    /// <summary>Creates <see cref="ImplicitMamlTrainer"/>, which meta-trains a classifier by MAML with implicit gradients.</summary>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <include file="docs.xml" path="docs/episodes/*"/>
    /// <include file="docs.xml" path="docs/inner/*"/>
    public ImplicitMamlTrainer ImplicitMaml(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        double innerLearningRate = 0.1,
        int metaSteps = 5000) =>
        ImplicitMaml(new ImplicitMamlTrainer.Options { InnerLoop = { LearningRate = innerLearningRate } }
            .With(labelColumnName, featureColumnName, ways, shots, queryShots, metaSteps));

    /// <summary>
    /// Creates <see cref="ImplicitMamlTrainer"/> with advanced options, which meta-trains a classifier by MAML with implicit gradients.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public ImplicitMamlTrainer ImplicitMaml(ImplicitMamlTrainer.Options options) => new(_mlContext, options);

    /// <summary>
    /// Creates <see cref="MetaLstmTrainer"/>, which meta-trains a classifier by learning the update rule of the inner loop.
    /// </summary>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <include file="docs.xml" path="docs/episodes/*"/>
    /// <param name="adaptationSteps">Steps of the inner loop; 12 for one shot and 8 for more if <see langword="null"/>.</param>
    public MetaLstmTrainer MetaLstm(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        int? adaptationSteps = null,
        int metaSteps = 5000) =>
        MetaLstm(new MetaLstmTrainer.Options { InnerLoop = { AdaptationSteps = adaptationSteps } }
            .With(labelColumnName, featureColumnName, ways, shots, queryShots, metaSteps));

    /// <summary>
    /// Creates <see cref="MetaLstmTrainer"/> with advanced options, which meta-trains a classifier by learning the update rule of the
    /// inner loop.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public MetaLstmTrainer MetaLstm(MetaLstmTrainer.Options options) => new(_mlContext, options);
}
