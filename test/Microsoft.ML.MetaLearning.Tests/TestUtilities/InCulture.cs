using System;
using System.Globalization;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Sets the culture of this thread, and of threads started meanwhile, until it is disposed.</summary>
internal sealed class InCulture : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;
    private readonly CultureInfo? _defaultBefore = CultureInfo.DefaultThreadCurrentCulture;

    public InCulture(string name) =>
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);

    public void Dispose()
    {
        CultureInfo.DefaultThreadCurrentCulture = _defaultBefore;
        CultureInfo.CurrentCulture = _before;
    }
}
