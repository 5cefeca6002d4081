using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Represents a directed acyclic graph over classes.</summary>
internal sealed class GraphHierarchy : ClassHierarchy
{
    private readonly Dictionary<string, string[]> _parents;
    private readonly string _description;
    private readonly int _maxSpan;

    public GraphHierarchy(IEnumerable<(string Child, string Parent)> edges, int maxSpan)
    {
        ArgumentNullException.ThrowIfNull(edges);
        Checks.Positive(maxSpan, nameof(maxSpan));
        var distinct = edges.Distinct().ToArray();
        _parents = distinct.GroupBy(e => e.Child).ToDictionary(g => g.Key, g => g.Select(e => e.Parent).ToArray());
        _maxSpan = maxSpan;
        var hash = TextHash.Of(string.Join('\n', distinct.Order()));
        _description = $"a hierarchy of {distinct.Length} edges ({hash}) whose nodes span at most {maxSpan} classes";
        if (_parents.Keys.FirstOrDefault(node => Ancestors(node).Contains(node)) is { } cyclic)
            throw new ArgumentException($"a hierarchy must have no cycles, but '{cyclic}' is its own ancestor.", nameof(edges));
    }

    internal override bool TakesWholeGroups => true;

    internal override IReadOnlyList<int[]> Groups(ClassSizes classes, int fewest)
    {
        var under = new Dictionary<string, List<int>>();
        for (var c = 0; c < classes.Count; c++)
        {
            var ancestors = Ancestors(classes.Names[c]);
            if (ancestors.Count == 0)
                throw new ArgumentException($"class '{classes.Names[c]}' has no parent in the hierarchy.", nameof(classes));
            foreach (var node in ancestors)
            {
                if (!under.TryGetValue(node, out var members))
                    under.Add(node, members = []);
                members.Add(c);
            }
        }
        return under.OrderBy(n => n.Key, StringComparer.Ordinal).Where(n => n.Value.Count >= fewest && n.Value.Count <= _maxSpan)
            .Select(n => n.Value.ToArray()).ToArray();
    }

    public override string ToString() => _description;

    private HashSet<string> Ancestors(string node)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>([node]);
        while (open.TryPop(out var next))
            foreach (var parent in _parents.GetValueOrDefault(next, []))
                if (found.Add(parent))
                    open.Push(parent);
        return found;
    }
}
