using System;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Trainers;

namespace Microsoft.ML.MetaLearning;

/// <content>Backbones that were trained elsewhere.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>
    /// Creates a model of a backbone that was trained elsewhere. It classifies by the nearest prototype, by cosine; and it is what
    /// <see cref="MetaTrainerOptions.InitialModel"/> of any trainer starts from.
    /// </summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="parameters">
    /// Its parameters, with the names and shapes of <see cref="Backbone.Initialize"/>; and for each normalization layer
    /// <c>layer.norm.running.mean</c> and <c>layer.norm.running.variance</c>, [channels]. They are copied.
    /// </param>
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <param name="featureColumnName">The column of inputs of the backbone.</param>
    /// <returns>The model, which normalizes by the running moments: <see cref="Normalization.Running"/>.</returns>
    /// <exception cref="ArgumentException">A parameter is missing, has another shape, or is not one of the backbone.</exception>
    public MetaLearnedTransformer FromParameters(
        Backbone backbone, ParameterSet parameters, string labelColumnName = "Label", string featureColumnName = "Features")
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(parameters);
        Checks.NotEmpty(labelColumnName, nameof(labelColumnName));
        Checks.NotEmpty(featureColumnName, nameof(featureColumnName));
        return PretrainedModel.Create(Environment, backbone, parameters, new(labelColumnName, featureColumnName, Task: null));
    }
}
