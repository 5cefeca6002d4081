using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Models;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>Chooses the best of several models, of which only the best so far stays loaded.</summary>
internal static class BestModel
{
    public static ModelSelection Of(
        MLContext mlContext, IReadOnlyDictionary<string, ITransformer> models, IDataView validation, EvaluationProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(models);
        return Of(mlContext, models.Keys.ToArray(), name => models[name], _ => { }, validation, protocol);
    }

    public static ModelSelection Of(
        MLContext mlContext, IReadOnlyList<string> modelFiles, IDataView validation, EvaluationProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(modelFiles);
        if (modelFiles.FirstOrDefault(f => !File.Exists(f)) is { } missing)
            throw new FileNotFoundException($"model file '{missing}' does not exist.", missing);
        static void Release(ITransformer model) => (model as IDisposable)?.Dispose();
        return Of(mlContext, modelFiles, file => ModelFile.Load(mlContext, file), Release, validation, protocol);
    }

    private static ModelSelection Of(
        MLContext mlContext,
        IReadOnlyList<string> names,
        Func<string, ITransformer> load,
        Action<ITransformer> release,
        IDataView validation,
        EvaluationProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(validation);
        protocol.Checked();
        if (names.Count == 0)
            throw new ArgumentException("there must be at least one model to choose from, but none is given.", nameof(names));
        foreach (var name in names)
        {
            var model = load(name);
            protocol = protocol.For(JudgedModel.Classifier(mlContext, model).Meta.Shape);
            ComparisonChecks.Learner(new LearnerCandidate(name, model), [protocol], validation);
            release(model);
        }
        var validated = new List<ValidatedModel>();
        ITransformer? best = null;
        foreach (var name in names)
        {
            var model = load(name);
            var metrics = JudgedModel.EvaluateClassifier(mlContext, model, validation, protocol);
            var better = validated.All(v => v.Metrics.Accuracy < metrics.Accuracy);
            validated.Add(new ValidatedModel(name, metrics));
            if ((better ? best : model) is { } beaten)
                release(beaten);
            best = better ? model : best;
        }
        return new ModelSelection(validated, best!);
    }
}
