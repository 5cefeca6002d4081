using System;

namespace Microsoft.ML.MetaLearning;

/// <content>The learners that adapt by gradient steps.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>Create <see cref="MamlTrainer"/>, which meta-trains a classifier by model-agnostic meta-learning.</summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="ways">Classes per episode.</param>
    /// <param name="shots">Support examples per class.</param>
    /// <param name="queryShots">Query examples per class in meta-training.</param>
    /// <param name="innerLearningRate">The learning rate of the inner loop.</param>
    /// <param name="metaSteps">Meta-steps of training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public MamlTrainer Maml(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        double innerLearningRate = 0.1,
        int metaSteps = 5000) => Maml(new MamlTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Ways = ways,
            Shots = shots,
            QueryShots = queryShots,
            InnerLoop = { LearningRate = innerLearningRate },
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>
    /// Create <see cref="MamlTrainer"/> with advanced options, which meta-trains a classifier by model-agnostic meta-learning.
    /// </summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public MamlTrainer Maml(MamlTrainer.Options options) => new(Environment, options);

    /// <summary>Create <see cref="MamlRegressionTrainer"/>, which meta-trains a regressor by model-agnostic meta-learning.</summary>
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
    /// Create <see cref="MamlRegressionTrainer"/> with advanced options, which meta-trains a regressor by model-agnostic meta-learning.
    /// </summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public MamlRegressionTrainer MamlRegression(MamlRegressionTrainer.Options options) => new(Environment, options);

    /// <summary>Create <see cref="MamlPlusPlusTrainer"/>, which meta-trains a classifier by MAML++.</summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="ways">Classes per episode.</param>
    /// <param name="shots">Support examples per class.</param>
    /// <param name="queryShots">Query examples per class in meta-training.</param>
    /// <param name="innerLearningRate">The learning rate of the inner loop to start from.</param>
    /// <param name="metaSteps">Meta-steps of training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public MamlPlusPlusTrainer MamlPlusPlus(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        double innerLearningRate = 0.1,
        int metaSteps = 5000) => MamlPlusPlus(new MamlPlusPlusTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Ways = ways,
            Shots = shots,
            QueryShots = queryShots,
            InnerLoop = { LearningRate = innerLearningRate },
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>Create <see cref="MamlPlusPlusTrainer"/> with advanced options, which meta-trains a classifier by MAML++.</summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public MamlPlusPlusTrainer MamlPlusPlus(MamlPlusPlusTrainer.Options options) => new(Environment, options);

    /// <summary>Create <see cref="AnilTrainer"/>, which meta-trains a classifier by MAML that adapts the last layer alone.</summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="ways">Classes per episode.</param>
    /// <param name="shots">Support examples per class.</param>
    /// <param name="queryShots">Query examples per class in meta-training.</param>
    /// <param name="innerLearningRate">The learning rate of the inner loop.</param>
    /// <param name="metaSteps">Meta-steps of training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public AnilTrainer Anil(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        double innerLearningRate = 0.1,
        int metaSteps = 5000) => Anil(new AnilTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Ways = ways,
            Shots = shots,
            QueryShots = queryShots,
            InnerLoop = { LearningRate = innerLearningRate },
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>
    /// Create <see cref="AnilTrainer"/> with advanced options, which meta-trains a classifier by MAML that adapts the last layer alone.
    /// </summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public AnilTrainer Anil(AnilTrainer.Options options) => new(Environment, options);

    /// <summary>Create <see cref="BoilTrainer"/>, which meta-trains a classifier by MAML that adapts the backbone alone.</summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="ways">Classes per episode.</param>
    /// <param name="shots">Support examples per class.</param>
    /// <param name="queryShots">Query examples per class in meta-training.</param>
    /// <param name="innerLearningRate">The learning rate of the inner loop.</param>
    /// <param name="metaSteps">Meta-steps of training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public BoilTrainer Boil(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        double innerLearningRate = 0.1,
        int metaSteps = 5000) => Boil(new BoilTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Ways = ways,
            Shots = shots,
            QueryShots = queryShots,
            InnerLoop = { LearningRate = innerLearningRate },
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>
    /// Create <see cref="BoilTrainer"/> with advanced options, which meta-trains a classifier by MAML that adapts the backbone alone.
    /// </summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public BoilTrainer Boil(BoilTrainer.Options options) => new(Environment, options);

    /// <summary>Create <see cref="MetaSgdTrainer"/>, which meta-trains a classifier by MAML with a learned rate for every weight.</summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="ways">Classes per episode.</param>
    /// <param name="shots">Support examples per class.</param>
    /// <param name="queryShots">Query examples per class in meta-training.</param>
    /// <param name="innerLearningRate">The learning rate of the inner loop to start from.</param>
    /// <param name="metaSteps">Meta-steps of training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public MetaSgdTrainer MetaSgd(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        double innerLearningRate = 0.1,
        int metaSteps = 5000) => MetaSgd(new MetaSgdTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Ways = ways,
            Shots = shots,
            QueryShots = queryShots,
            InnerLoop = { LearningRate = innerLearningRate },
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>
    /// Create <see cref="MetaSgdTrainer"/> with advanced options, which meta-trains a classifier by MAML with a learned rate for every
    /// weight.
    /// </summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public MetaSgdTrainer MetaSgd(MetaSgdTrainer.Options options) => new(Environment, options);

    /// <summary>
    /// Create <see cref="ProtoMamlTrainer"/>, which meta-trains a classifier by MAML whose last layer starts from prototypes.
    /// </summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="ways">Classes per episode.</param>
    /// <param name="shots">Support examples per class.</param>
    /// <param name="queryShots">Query examples per class in meta-training.</param>
    /// <param name="innerLearningRate">The learning rate of the inner loop.</param>
    /// <param name="metaSteps">Meta-steps of training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ProtoMamlTrainer ProtoMaml(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        double innerLearningRate = 0.01,
        int metaSteps = 5000) => ProtoMaml(new ProtoMamlTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Ways = ways,
            Shots = shots,
            QueryShots = queryShots,
            InnerLoop = { LearningRate = innerLearningRate },
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>
    /// Create <see cref="ProtoMamlTrainer"/> with advanced options, which meta-trains a classifier by MAML whose last layer starts from
    /// prototypes.
    /// </summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ProtoMamlTrainer ProtoMaml(ProtoMamlTrainer.Options options) => new(Environment, options);

    /// <summary>
    /// Create <see cref="ReptileTrainer"/>, which meta-trains a classifier by moving an initialization to where training on each task
    /// leads.
    /// </summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="ways">Classes per episode.</param>
    /// <param name="shots">Support examples per class.</param>
    /// <param name="queryShots">Further examples per class in meta-training.</param>
    /// <param name="innerLearningRate">The learning rate of the inner loop.</param>
    /// <param name="metaSteps">Meta-steps of training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ReptileTrainer Reptile(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 9,
        double innerLearningRate = 0.001,
        int metaSteps = 5000) => Reptile(new ReptileTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Ways = ways,
            Shots = shots,
            QueryShots = queryShots,
            InnerLoop = { LearningRate = innerLearningRate },
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>
    /// Create <see cref="ReptileTrainer"/> with advanced options, which meta-trains a classifier by moving an initialization to where
    /// training on each task leads.
    /// </summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ReptileTrainer Reptile(ReptileTrainer.Options options) => new(Environment, options);

    /// <summary>Create <see cref="ImplicitMamlTrainer"/>, which meta-trains a classifier by MAML with implicit gradients.</summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="ways">Classes per episode.</param>
    /// <param name="shots">Support examples per class.</param>
    /// <param name="queryShots">Query examples per class in meta-training.</param>
    /// <param name="innerLearningRate">The learning rate of the inner loop.</param>
    /// <param name="metaSteps">Meta-steps of training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ImplicitMamlTrainer ImplicitMaml(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        double innerLearningRate = 0.1,
        int metaSteps = 5000) => ImplicitMaml(new ImplicitMamlTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Ways = ways,
            Shots = shots,
            QueryShots = queryShots,
            InnerLoop = { LearningRate = innerLearningRate },
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>
    /// Create <see cref="ImplicitMamlTrainer"/> with advanced options, which meta-trains a classifier by MAML with implicit gradients.
    /// </summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ImplicitMamlTrainer ImplicitMaml(ImplicitMamlTrainer.Options options) => new(Environment, options);

    /// <summary>
    /// Create <see cref="MetaLstmTrainer"/>, which meta-trains a classifier by learning the update rule of the inner loop.
    /// </summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="ways">Classes per episode.</param>
    /// <param name="shots">Support examples per class.</param>
    /// <param name="queryShots">Query examples per class in meta-training.</param>
    /// <param name="adaptationSteps">Steps of the inner loop.</param>
    /// <param name="metaSteps">Meta-steps of training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public MetaLstmTrainer MetaLstm(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        int adaptationSteps = 8,
        int metaSteps = 5000) => MetaLstm(new MetaLstmTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Ways = ways,
            Shots = shots,
            QueryShots = queryShots,
            InnerLoop = { AdaptationSteps = adaptationSteps },
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>
    /// Create <see cref="MetaLstmTrainer"/> with advanced options, which meta-trains a classifier by learning the update rule of the inner
    /// loop.
    /// </summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public MetaLstmTrainer MetaLstm(MetaLstmTrainer.Options options) => new(Environment, options);
}
