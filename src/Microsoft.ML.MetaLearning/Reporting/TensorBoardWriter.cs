using System;
using System.IO;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Reporting;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Writes event files that <a href="https://www.tensorflow.org/tensorboard">TensorBoard</a> shows: as <c>Progress</c> of a meta-training
/// all that it reports, and by itself whatever it is given.
/// </summary>
/// <remarks>
/// Every writer makes a file of its own in the folder. When a resumed training reports its first step, TensorBoard is told to forget later
/// steps of earlier files.
/// </remarks>
public sealed class TensorBoardWriter : IProgress<MetaTrainingMetrics>, IDisposable
{
    private readonly EventFile _file;
    private (double?, double?) _validation;
    private bool _started;

    /// <summary>Creates an event file.</summary>
    /// <param name="folder">
    /// The folder to give to TensorBoard as <c>--logdir</c>, or a run's folder in it. It is made if it does not exist.
    /// </param>
    public TensorBoardWriter(string folder)
    {
        Checks.NotEmpty(folder, nameof(folder));
        Directory.CreateDirectory(folder);
        _file = new EventFile(folder);
        Append(EventMessages.FileVersion(DateTimeOffset.UtcNow));
    }

    /// <summary>Meta-steps between histograms of the meta-parameters. The default is 0: none.</summary>
    public int HistogramInterval { get; init; }

    /// <summary>Meta-steps between pictures of an episode, where the examples are images. The default is 0: none.</summary>
    public int ImageInterval { get; init; }

    /// <summary>The event file.</summary>
    public string FileName => _file.FileName;

    /// <summary>Writes the metrics of a meta-step.</summary>
    public void Report(MetaTrainingMetrics value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!_started && value.MetaStep > 1)
            Append(EventMessages.Start(DateTimeOffset.UtcNow, value.MetaStep));
        _started = true;
        AddScalars(value);
        if (value.View is { } view)
        {
            if (IsDue(HistogramInterval, value))
                AddHistograms(view.Parameters, value.MetaStep);
            if (IsDue(ImageInterval, value))
                AddEpisode(view, value.MetaStep);
        }
    }

    /// <summary>Writes a number.</summary>
    /// <param name="tag">What it is of; parts before a '/' group tags.</param>
    /// <param name="value">The number.</param>
    /// <param name="step">The step.</param>
    public void AddScalar(string tag, double value, long step) => Append(EventMessages.Scalar(DateTimeOffset.UtcNow, step, Tag(tag), (float)value));

    /// <summary>Writes how values are distributed.</summary>
    /// <param name="tag">What they are of.</param>
    /// <param name="values">The values; those that are not finite numbers are left out.</param>
    /// <param name="step">The step.</param>
    public void AddHistogram(string tag, ReadOnlySpan<float> values, long step) =>
        Append(EventMessages.Histogram(DateTimeOffset.UtcNow, step, Tag(tag), new ValueHistogram(values)));

    /// <summary>Writes how the values of each tensor are distributed.</summary>
    /// <param name="parameters">The tensors.</param>
    /// <param name="step">The step.</param>
    public void AddHistograms(ParameterSet parameters, long step)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in parameters)
            AddHistogram($"parameters/{name}", tensor.detach().to_type(ScalarType.Float32).contiguous().cpu().data<float>().ToArray(), step);
    }

    /// <summary>
    /// Writes a picture of an episode: a row for each class, its support examples on the left, its query examples on the right.
    /// </summary>
    /// <param name="tag">What it is of.</param>
    /// <param name="episode">
    /// The episode, of images: [n, channels, height, width]. The smallest of all values is black, the largest white.
    /// </param>
    /// <param name="step">The step.</param>
    /// <exception cref="ArgumentException">The examples are no images.</exception>
    public void AddEpisode(string tag, Episode episode, long step)
    {
        ArgumentNullException.ThrowIfNull(episode);
        var grid = EpisodeGrid.Draw(episode)
            ?? throw new ArgumentException($"the examples must be images, [n, channels, height, width], but have shape [{string.Join(", ", episode.Query.Inputs.shape)}].", nameof(episode));
        Append(EventMessages.Image(DateTimeOffset.UtcNow, step, Tag(tag), grid));
    }

    /// <summary>Closes the event file.</summary>
    public void Dispose() => _file.Dispose();

    private void AddScalars(MetaTrainingMetrics value)
    {
        AddIfKnown("training/loss", value.Loss, value.MetaStep);
        AddIfKnown("training/accuracy", value.Accuracy, value.MetaStep);
        AddIfKnown("training/tasks_per_second", value.TasksPerSecond, value.MetaStep);
        AddIfKnown("outer_loop/learning_rate", value.LearningRate, value.MetaStep);
        AddIfKnown("outer_loop/gradient_norm", value.GradientNorm, value.MetaStep);
        if (value.InnerLearningRates is { } tensors)
            foreach (var (name, rates) in tensors)
                for (var step = 0; step < rates.Count; step++)
                    AddIfKnown($"inner_learning_rates/{name}/{step}", rates[step], value.MetaStep);
        // Metrics repeat the latest validation until there is another.
        if (_validation == (value.ValidationLoss, value.ValidationAccuracy))
            return;
        _validation = (value.ValidationLoss, value.ValidationAccuracy);
        AddIfKnown("validation/loss", value.ValidationLoss, value.MetaStep);
        AddIfKnown("validation/accuracy", value.ValidationAccuracy, value.MetaStep);
    }

    private void AddEpisode(MetaStepView view, int step)
    {
        using var scope = NewDisposeScope();
        if (EpisodeGrid.Draw(view.LoadEpisode()) is { } grid)
            Append(EventMessages.Image(DateTimeOffset.UtcNow, step, "episode", grid));
    }

    private void AddIfKnown(string tag, double? value, long step)
    {
        if (value is { } number && double.IsFinite(number))
            AddScalar(tag, number, step);
    }

    private static bool IsDue(int interval, MetaTrainingMetrics value) => interval > 0 && (value.MetaStep % interval == 0 || value.MetaStep == 1);

    private static string Tag(string tag)
    {
        Checks.NotEmpty(tag, nameof(tag));
        return tag;
    }

    private void Append(byte[] message)
    {
        _file.Append(message);
        _file.Flush();
    }
}
