using System;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>A meta-learned model that is judged, and the steps before it that prepare rows.</summary>
internal sealed class JudgedModel
{
    /// <summary>What the rows that are judged by are called in messages.</summary>
    private const string SetName = "the set to evaluate on";
    private readonly IHostEnvironment _env;
    private readonly ITransformer _preprocessing;

    private JudgedModel(IHostEnvironment env, ITransformer preprocessing, MetaLearnedTransformer meta) =>
        (_env, _preprocessing, Meta) = (env, preprocessing, meta);

    public MetaLearnedTransformer Meta { get; }

    private FewShotProblem Problem => Meta.Learner.Problem;

    /// <exception cref="ArgumentException">The model does not end in a meta-learned classifier.</exception>
    public static JudgedModel Classifier(IHostEnvironment env, ITransformer metaModel)
    {
        var (preprocessing, meta) = MetaModelChain.Split(metaModel);
        return meta.Learner.Problem.Task == TaskKind.Classification
            ? new JudgedModel(env, preprocessing, meta)
            : throw new ArgumentException("the model was meta-trained for regression; use EvaluateRegression.", nameof(metaModel));
    }

    public static FewShotMetrics EvaluateClassifier(
        IHostEnvironment env, ITransformer metaModel, IDataView metaTest, EvaluationProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(metaTest);
        protocol.Checked();
        var model = Classifier(env, metaModel);
        protocol = model.Complete(protocol);
        using var examples = model.Read(metaTest);
        return model.Evaluate(examples, protocol);
    }

    public static FewShotRegressionMetrics EvaluateRegressor(
        IHostEnvironment env, ITransformer metaModel, IDataView metaTest, EvaluationProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(metaTest);
        protocol.Checked().Fixed("regression");
        if (protocol.Ways is { } ways)
            throw new ArgumentOutOfRangeException(nameof(EvaluationProtocol.Ways), ways,
                $"{nameof(EvaluationProtocol.Ways)} must not be given: a task of regression has no classes.");
        var (preprocessing, meta) = MetaModelChain.Split(metaModel);
        if (meta.Learner.Problem.Task != TaskKind.Regression)
            throw new ArgumentException("the model was meta-trained for classification; use Evaluate.", nameof(metaModel));
        var (model, shape) = (new JudgedModel(env, preprocessing, meta), protocol.For(meta.Shape).Shape);
        using var examples = ExampleReader.ReadRegression(
            preprocessing.Transform(metaTest),
            meta.Columns.Task,
            meta.Columns.Label,
            meta.Columns.Features,
            meta.Backbone.InputShape,
            setName: SetName);
        return model.Run(protocol, evaluator => evaluator.Regression(new EpisodeLoader(examples, shape, protocol.Seed), protocol.Episodes));
    }

    /// <summary>Returns the protocol with the sizes of meta-training where it leaves them open.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has more classes than the model can distinguish.</exception>
    public EvaluationProtocol Complete(EvaluationProtocol protocol)
    {
        protocol = protocol.For(Meta.Shape).Checked();
        var most = protocol.Sampling.Largest(protocol.Shape).Ways;
        return most > Problem.Outputs
            ? throw new ArgumentOutOfRangeException(nameof(EvaluationProtocol.Ways), most,
                $"{nameof(EvaluationProtocol.Ways)} must be at most {Problem.Outputs}, " +
                "the classes that the model was meta-trained to tell apart.")
            : protocol;
    }

    /// <summary>Reads rows of classes.</summary>
    public ExampleSet Read(IDataView rows) => ExampleReader.ReadClassification(
        _preprocessing.Transform(rows), Meta.Columns.Label, Meta.Columns.Features, Meta.Backbone.InputShape, setName: SetName);

    /// <summary>Evaluates a classifier under a complete protocol.</summary>
    public FewShotMetrics Evaluate(ExampleSet examples, EvaluationProtocol protocol) => Run(protocol, evaluator =>
        evaluator.Classification(Episodes(examples, protocol), protocol.Episodes, EpisodeOrigin.Of(examples, protocol.Seed)));

    /// <summary>Returns the episodes of a complete protocol.</summary>
    public static EpisodeLoader Episodes(ExampleSet examples, EvaluationProtocol protocol) =>
        new(examples, protocol.Sampling, protocol.Shape, protocol.Seed);

    /// <summary>Runs an evaluation, and logs what it found.</summary>
    public T Run<T>(EvaluationProtocol protocol, Func<EpisodicEvaluator, T> evaluate)
    {
        using var use = Meta.Use();
        using var scope = NewDisposeScope();
        using var channel = _env.Start("Evaluate");
        var device = HostContext.Device(_env, channel);
        using var threads = TaskThreads.For(_env, device);
        var metrics = evaluate(new EpisodicEvaluator(Model(protocol).To(device), threads));
        channel.Info(MessageSensitivity.None, metrics!.ToString()!);
        return metrics;
    }

    /// <summary>Returns the model with the steps of a protocol.</summary>
    public MetaLearnedModel Model(EvaluationProtocol protocol) =>
        protocol.AdaptationSteps is { } steps ? Meta.Model.WithTestAdaptationSteps(steps) : Meta.Model;
}
