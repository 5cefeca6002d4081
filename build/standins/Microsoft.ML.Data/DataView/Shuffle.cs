using System;

namespace Microsoft.ML.Data;

internal static class Shuffle
{
    public static int[] Permutation(int count, Random random)
    {
        var order = new int[count];
        for (int i = 0; i < count; i++)
            order[i] = i;
        random.Shuffle(order);
        return order;
    }
}
