using System;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal sealed class Host : HostEnvironmentBase, IHost
{
    public Host(string fullName, Random random, HostEnvironmentBase parent)
        : base(fullName, random, parent)
    {
    }

    public override int? Seed => Root.Seed;

    public Random Rand => Random;
}
