using System;
using System.Collections.Generic;
using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Reports checkpoints as messages. A checkpoint gives metrics, then progress units, then their limits, in the order of the
/// header; what it does not give is asked from the fill action.
/// </summary>
internal sealed class ProgressChannel : IProgressChannel
{
    private readonly HostEnvironmentBase _owner;
    private readonly string _name;
    private volatile Source _source = new Source(new ProgressHeader(), _ => { });

    public ProgressChannel(HostEnvironmentBase owner, string name)
    {
        _owner = owner;
        _name = owner.FullName.Length == 0 ? name : $"{owner.FullName}; {name}";
    }

    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
    {
        Contracts.CheckValue(_owner, header, nameof(header));
        Contracts.CheckValue(_owner, fillAction, nameof(fillAction));
        _source = new Source(header, fillAction);
    }

    public void Checkpoint(params double?[] values)
    {
        var (header, fill) = _source;
        var entry = new ProgressEntry(header);
        fill(entry);
        entry.Fill(values ?? Array.Empty<double?>());
        string text = entry.ToString();
        if (text.Length > 0)
        {
            _owner.Root.Send(_name, new ChannelMessage(ChannelMessageKind.Trace, MessageSensitivity.None, text));
        }
    }

    public IProgressChannel StartProgressChannel(string name)
    {
        Contracts.CheckNonEmpty(_owner, name, nameof(name));
        return _owner.StartProgressChannel(name);
    }

    public void Dispose()
    {
    }

    private sealed record Source(ProgressHeader Header, Action<IProgressEntry> Fill);

    private sealed class ProgressEntry : IProgressEntry
    {
        private readonly ProgressHeader _header;
        private readonly double?[] _metrics;
        private readonly double?[] _progress;
        private readonly double?[] _limits;

        public ProgressEntry(ProgressHeader header)
        {
            _header = header;
            _metrics = new double?[header.MetricNames.Count];
            _progress = new double?[header.UnitNames.Count];
            _limits = new double?[header.UnitNames.Count];
        }

        public void SetMetric(int index, double value) => _metrics[index] = value;

        public void SetProgress(int index, double value) => (_progress[index], _limits[index]) = (value, null);

        public void SetProgress(int index, double value, double lim)
            => (_progress[index], _limits[index]) = (value, double.IsNaN(lim) ? null : lim);

        public void Fill(double?[] values)
        {
            int most = _metrics.Length + 2 * _progress.Length;
            Contracts.CheckParam(values.Length <= most, nameof(values), $"The header has room for {most} values.");
            for (int i = 0; i < values.Length; i++)
            {
                var (target, index) = Slot(i);
                target[index] = values[i] ?? target[index];
            }
        }

        public override string ToString()
        {
            var parts = new List<string>();
            for (int i = 0; i < _progress.Length; i++)
            {
                if (_progress[i] is { } value)
                {
                    parts.Add(string.Format(CultureInfo.InvariantCulture, _limits[i] == null ? "{0} {2}" : "{0}/{1} {2}", value, _limits[i], _header.UnitNames[i]));
                }
            }
            for (int i = 0; i < _metrics.Length; i++)
            {
                if (_metrics[i] is { } value)
                {
                    parts.Add(string.Format(CultureInfo.InvariantCulture, "{0}: {1}", _header.MetricNames[i], value));
                }
            }
            return string.Join(", ", parts);
        }

        private (double?[] Target, int Index) Slot(int i)
        {
            if (i < _metrics.Length)
            {
                return (_metrics, i);
            }
            i -= _metrics.Length;
            return i < _progress.Length ? (_progress, i) : (_limits, i - _progress.Length);
        }
    }
}
