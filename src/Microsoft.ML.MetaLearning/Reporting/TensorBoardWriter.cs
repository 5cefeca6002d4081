using System;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Reporting;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Writes event files for <a href="https://www.tensorflow.org/tensorboard">TensorBoard</a>: everything that meta-training reports, if set
/// as its <c>Progress</c>, and whatever else it is given.
/// </summary>
/// <remarks>
/// Every writer creates a file of its own in the folder. The first report of a resumed training makes TensorBoard forget later steps of
/// earlier files.
/// </remarks>
public sealed class TensorBoardWriter : IProgress<MetaTrainingMetrics>, IDisposable
{
    private readonly FileStream _file;
    private (double?, double?) _validation;
    private bool _started;

    /// <summary>Creates an event file.</summary>
    /// <param name="folder">
    /// The folder to give to TensorBoard as <c>--logdir</c>, or a run's folder in it. It is created if it does not exist.
    /// </param>
    public TensorBoardWriter(string folder)
    {
        Checks.NotEmpty(folder, nameof(folder));
        Directory.CreateDirectory(folder);
        // TensorBoard knows event files by the beginning of their names.
        var time = $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds():D10}";
        var name = $"events.out.tfevents.{time}.{Environment.MachineName}.{Environment.ProcessId}.{Guid.NewGuid():N}";
        _file = new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Append(EventMessages.FileVersion(DateTimeOffset.UtcNow));
    }

    /// <summary>Gets or sets the meta-steps between histograms of the meta-parameters. The default is 0: no histograms.</summary>
    public int HistogramInterval { get; init; }

    /// <summary>Gets or sets the meta-steps between pictures of an episode of images. The default is 0: no pictures.</summary>
    public int ImageInterval { get; init; }

    /// <summary>Gets the path of the event file.</summary>
    public string FileName => _file.Name;

    /// <summary>Writes the metrics of a meta-step.</summary>
    public void Report(MetaTrainingMetrics value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!_started && value.MetaStep > 1)
            Append(EventMessages.Start(DateTimeOffset.UtcNow, value.MetaStep));
        _started = true;
        AddScalars(value);
        if (value.View is not { } view)
            return;
        if (IsDue(HistogramInterval, value))
            AddHistograms(view.Parameters, value.MetaStep);
        if (IsDue(ImageInterval, value))
            AddEpisode(view, value.MetaStep);
    }

    /// <summary>Writes a number.</summary>
    /// <param name="tag">The name of the number. Names with the same part before a '/' are shown together.</param>
    /// <param name="value">The number.</param>
    /// <param name="step">The step.</param>
    public void AddScalar(string tag, double value, long step) =>
        Append(EventMessages.Scalar(DateTimeOffset.UtcNow, step, Tag(tag), (float)value));

    /// <summary>Writes a histogram of values.</summary>
    /// <param name="tag">The name of the histogram.</param>
    /// <param name="values">The values. Those that are not finite numbers are left out.</param>
    /// <param name="step">The step.</param>
    public void AddHistogram(string tag, ReadOnlySpan<float> values, long step) =>
        Append(EventMessages.Histogram(DateTimeOffset.UtcNow, step, Tag(tag), new ValueHistogram(values)));

    /// <summary>Writes a histogram of each tensor.</summary>
    /// <param name="parameters">The tensors.</param>
    /// <param name="step">The step.</param>
    public void AddHistograms(ParameterSet parameters, long step)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in parameters)
            AddHistogram(
                $"parameters/{name}", tensor.detach().to_type(ScalarType.Float32).contiguous().cpu().data<float>().ToArray(), step);
    }

    /// <summary>
    /// Writes a picture of an episode: a row for each class, its support examples on the left, its query examples on the right.
    /// </summary>
    /// <param name="tag">The name of the picture.</param>
    /// <param name="episode">
    /// An episode of images, [n, channels, height, width]. The smallest of all values is black, the largest white.
    /// </param>
    /// <param name="step">The step.</param>
    /// <exception cref="ArgumentException">The examples are not images.</exception>
    public void AddEpisode(string tag, Episode episode, long step)
    {
        ArgumentNullException.ThrowIfNull(episode);
        var grid = EpisodeGrid.Draw(episode) ?? throw new ArgumentException(
            $"the examples must be images, [n, channels, height, width], but have shape [{string.Join(", ", episode.Query.Inputs.shape)}].",
            nameof(episode));
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
        foreach (var (name, rates) in value.InnerLearningRates?.AsEnumerable() ?? [])
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

    private static bool IsDue(int interval, MetaTrainingMetrics value) =>
        interval > 0 && (value.MetaStep % interval == 0 || value.MetaStep == 1);

    private static string Tag(string tag)
    {
        Checks.NotEmpty(tag, nameof(tag));
        return tag;
    }

    private void Append(byte[] message)
    {
        RecordFile.Write(_file, message);
        _file.Flush();
    }
}
