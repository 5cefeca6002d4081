using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Training;

/// <summary>What a training is, apart from how far it is.</summary>
/// <param name="Settings">All that its result depends on, by name.</param>
/// <param name="Seeds">What its randomness comes from.</param>
internal sealed record TrainingIdentity(IReadOnlyDictionary<string, string> Settings, TrainingSeeds Seeds);

/// <summary>The seeds of the initial parameters, of the training episodes and of the validation episodes.</summary>
internal sealed record TrainingSeeds(int Parameters, int Training, int Validation);

/// <summary>The checkpoints of one training in a folder, which no other training can use at the same time.</summary>
internal sealed class CheckpointFolder : ICheckpoints, IDisposable
{
    private const string Extension = ".checkpoint";
    private const int MostSettings = 10_000;
    private readonly TrainingCheckpoints _policy;
    private readonly TaskKind _task;
    private readonly Action<BinaryWriter, ParameterSet> _writeModel;
    private readonly Action<string> _warn;
    private readonly FileStream _lock;
    private readonly TrainingIdentity _identity;
    private readonly (string File, BinaryReader Reader)? _newest;

    /// <param name="policy">The folder, and what is kept in it.</param>
    /// <param name="identity">The training; its seeds give way to those of the checkpoint that it goes on from.</param>
    /// <param name="task">What its tasks predict.</param>
    /// <param name="writeModel">Writes the model that meta-parameters of the training amount to.</param>
    /// <param name="warn">Told of damaged checkpoints, and of those that could not be saved.</param>
    /// <exception cref="InvalidOperationException">The folder belongs to another training, or all its checkpoints are damaged.</exception>
    public CheckpointFolder(TrainingCheckpoints policy, TrainingIdentity identity, TaskKind task, Action<BinaryWriter, ParameterSet> writeModel, Action<string> warn)
    {
        (_policy, _task, _writeModel, _warn) = (policy, task, writeModel, warn);
        Directory.CreateDirectory(policy.Folder);
        _lock = Lock(policy.Folder);
        try
        {
            foreach (var unfinished in Directory.EnumerateFiles(policy.Folder, "*" + Extension + AtomicFile.Unfinished))
                File.Delete(unfinished);
            (_newest, var seeds) = Newest(identity);
            _identity = identity with { Seeds = seeds ?? identity.Seeds };
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    public int Interval => _policy.Interval;

    /// <summary>The seeds that the training has, or began with.</summary>
    public TrainingSeeds Seeds => _identity.Seeds;

    public TrainingState? Load(ParameterSet initial, ParameterSet optimizer) => _newest is var (file, reader) ? CheckpointFile.Decode(file, () => TrainingState.Read(reader, initial, optimizer)) : null;

    /// <summary>
    /// Saves a state. A disk that is full does not end hours of training: it is a warning, and the checkpoints before stay.
    /// </summary>
    public void Save(TrainingState state)
    {
        try
        {
            CheckpointFile.Write(PathOf(state.MetaStep), state.LatestScore(_task), writer =>
            {
                WriteIdentity(writer);
                WriteModel(writer, state.Parameters);
                state.Write(writer);
            });
            DeleteSuperseded();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _warn($"the checkpoint of meta-step {state.MetaStep} could not be saved, and the training goes on without it: {e.Message}");
        }
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "training.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"the checkpoints in '{folder}' are in use by another training.", e);
        }
    }

    /// <summary>The newest checkpoint that is whole, behind its identity.</summary>
    private ((string, BinaryReader)?, TrainingSeeds?) Newest(TrainingIdentity identity)
    {
        var files = Files();
        if (files.Length > 0 && !_policy.Resume)
            throw new InvalidOperationException(
                $"'{_policy.Folder}' holds the checkpoints of an earlier training, and {nameof(TrainingCheckpoints.Resume)} is false: choose another folder, or delete them.");
        foreach (var file in files)
        {
            try
            {
                var reader = CheckpointFile.Read(file);
                RequireSame(CheckpointFile.Decode(file, () => ReadSettings(reader)), identity, file);
                var (seeds, _) = CheckpointFile.Decode(file, () => (ReadSeeds(reader), ReadModel(reader)));
                return ((file, reader), seeds);
            }
            catch (InvalidDataException e)
            {
                _warn($"{e.Message} The checkpoint before it is taken instead.");
            }
        }
        return files.Length == 0 ? (null, null) : throw new InvalidOperationException(
            $"all {files.Length} checkpoints in '{_policy.Folder}' are damaged: choose another folder, or delete them to begin anew.");
    }

    /// <summary>Whether a file has the name of a checkpoint.</summary>
    public static bool IsCheckpoint(string path) => path.EndsWith(Extension, StringComparison.Ordinal);

    /// <summary>The content of the model that a checkpoint amounts to.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or no checkpoint.</exception>
    /// <exception cref="FormatException">Its hash is right, but its content is not.</exception>
    public static T ReadModel<T>(string path, Func<BinaryReader, T> read)
    {
        using var reader = CheckpointFile.Read(path);
        return CheckpointFile.Decode(path, () =>
        {
            ReadSettings(reader);
            ReadSeeds(reader);
            return read(new BinaryReader(new MemoryStream(ReadModel(reader))));
        });
    }

    // *** Binary format ***
    // int: number of settings, then each: string: name, string: value
    // int: seed of the parameters, int: seed of the training episodes, int: seed of the validation episodes
    private void WriteIdentity(BinaryWriter writer)
    {
        writer.Write(_identity.Settings.Count);
        foreach (var (name, value) in _identity.Settings)
        {
            writer.Write(name);
            writer.Write(value);
        }
        writer.Write(Seeds.Parameters);
        writer.Write(Seeds.Training);
        writer.Write(Seeds.Validation);
    }

    private static Dictionary<string, string> ReadSettings(BinaryReader reader) =>
        Enumerable.Range(0, Checks.Decoded(reader.ReadInt32(), 0, MostSettings, "number of settings")).Select(_ => (Name: reader.ReadString(), Value: reader.ReadString())).ToDictionary(s => s.Name, s => s.Value);

    private static TrainingSeeds ReadSeeds(BinaryReader reader) => new(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());

    // *** Binary format ***
    // int: number of bytes, then the content of a meta-learned model
    private void WriteModel(BinaryWriter writer, ParameterSet parameters)
    {
        using var bytes = new MemoryStream();
        using var content = new BinaryWriter(bytes);
        _writeModel(content, parameters);
        content.Flush();
        writer.Write((int)bytes.Length);
        writer.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static byte[] ReadModel(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        return reader.ReadBytes(Checks.Decoded(count, 0, (int)(reader.BaseStream.Length - reader.BaseStream.Position), "number of bytes of the model"));
    }

    private static void RequireSame(Dictionary<string, string> settings, TrainingIdentity expected, string file)
    {
        var differences = settings.Keys.Union(expected.Settings.Keys)
            .Select(name => (Name: name, Was: settings.GetValueOrDefault(name, "not there"), Is: expected.Settings.GetValueOrDefault(name, "not there")))
            .Where(s => s.Was != s.Is).Select(s => $"{s.Name} was {s.Was} and is {s.Is}").ToArray();
        if (differences.Length > 0)
            throw new InvalidOperationException($"the training cannot go on from '{file}', which is of another one: {string.Join("; ", differences)}. Choose another folder, or set back what differs.");
    }

    private void DeleteSuperseded()
    {
        var files = Files();
        var best = files.Select(file => (file, Score: CheckpointFile.ReadScore(file))).Where(f => double.IsFinite(f.Score)).OrderByDescending(f => f.Score).Take(_policy.KeepBest).Select(f => f.file);
        foreach (var superseded in files.Skip(_policy.KeepLast).Except(best))
            File.Delete(superseded);
    }

    /// <summary>The checkpoints, the newest first.</summary>
    private string[] Files() => Directory.GetFiles(_policy.Folder, "meta-step-*" + Extension).OrderDescending(StringComparer.Ordinal).ToArray();

    private string PathOf(int metaStep) => Path.Combine(_policy.Folder, string.Create(CultureInfo.InvariantCulture, $"meta-step-{metaStep:D10}{Extension}"));
}
