using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies which classes may be in an episode together.</summary>
public abstract class ClassHierarchy
{
    private protected ClassHierarchy()
    {
    }

    /// <summary>Gets the choice of any classes.</summary>
    public static ClassHierarchy None { get; } = new NoHierarchy();

    /// <summary>
    /// Gets the choice of classes of one group, such as the characters of one alphabet. The group of a class is its name up to the last
    /// '/'. First a group is drawn, then classes of it.
    /// </summary>
    public static ClassHierarchy Bilevel { get; } = new BilevelHierarchy();

    /// <summary>
    /// Creates the choice of classes under a node of a graph, such as WordNet for ImageNet. First a node is drawn, then all classes under
    /// it, or the largest number allowed.
    /// </summary>
    /// <param name="edges">Pairs of a child and its parent. Classes are nodes by their name. A node may have several parents.</param>
    /// <param name="maxSpan">The largest number of classes under a node that is drawn. The default is 392.</param>
    /// <exception cref="ArgumentException">A node is its own ancestor.</exception>
    public static ClassHierarchy Graph(IEnumerable<(string Child, string Parent)> edges, int maxSpan = 392) =>
        new GraphHierarchy(edges, maxSpan);

    /// <summary>Gets whether an episode has all classes of its group, or the largest number allowed.</summary>
    internal virtual bool TakesWholeGroups => false;

    /// <summary>Returns the groups of classes that are large enough, as positions.</summary>
    internal abstract IReadOnlyList<int[]> Groups(ClassSizes classes, int fewest);

    private sealed class NoHierarchy : ClassHierarchy
    {
        internal override IReadOnlyList<int[]> Groups(ClassSizes classes, int fewest) => [Enumerable.Range(0, classes.Count).ToArray()];

        public override string ToString() => "no hierarchy";
    }

    private sealed class BilevelHierarchy : ClassHierarchy
    {
        internal override IReadOnlyList<int[]> Groups(ClassSizes classes, int fewest)
        {
            if (classes.Names.FirstOrDefault(n => !n.Contains('/')) is { } single)
                throw new ArgumentException(
                    $"class '{single}' is in no group: a bilevel hierarchy needs names like 'group/class'.", nameof(classes));
            return Enumerable.Range(0, classes.Count).GroupBy(i => classes.Names[i][..classes.Names[i].LastIndexOf('/')])
                .Select(g => g.ToArray()).Where(g => g.Length >= fewest).ToArray();
        }

        public override string ToString() => "a bilevel hierarchy";
    }
}
