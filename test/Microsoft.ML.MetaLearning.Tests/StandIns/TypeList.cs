using System.Collections.Generic;

namespace Microsoft.ML.MetaLearning.Tests.StandIns;

/// <summary>Lists of types, whose commas also stand within the types.</summary>
internal static class TypeList
{
    public static IReadOnlyList<string> Split(string list)
    {
        var items = new List<string>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= list.Length; i++)
        {
            if (i == list.Length || (list[i] == ',' && depth == 0))
            {
                if (i > start)
                    items.Add(list[start..i].Trim());
                start = i + 1;
            }
            else
            {
                depth += list[i] is '<' or '{' or '[' or '(' ? 1 : list[i] is '>' or '}' or ']' or ')' ? -1 : 0;
            }
        }
        return items;
    }
}
