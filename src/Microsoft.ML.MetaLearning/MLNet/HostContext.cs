using System;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>What the context of a host asks for.</summary>
internal static class HostContext
{
    /// <summary>Whether the context was told to cancel what it runs.</summary>
    public static bool IsCancelled(IHost host) => host is ICancelable { IsCanceled: true };

    /// <summary>The device that <c>GpuDeviceId</c> and <c>FallbackToCpu</c> of the context name.</summary>
    /// <exception cref="InvalidOperationException">
    /// A GPU is asked for, there is none of that number, and the context forbids the CPU.
    /// </exception>
    public static Device Device(IHostEnvironment env, IChannel channel)
    {
        if (env is not IHostEnvironmentInternal { GpuDeviceId: { } id } context)
            return CPU;
        if (cuda.is_available() && id >= 0 && id < cuda.device_count())
            return new Device("cuda", id);
        var message = $"GpuDeviceId is {id}, but {(cuda.is_available() ? $"only {cuda.device_count()} CUDA devices are" : "no CUDA device is")} available";
        if (!context.FallbackToCpu)
            throw new InvalidOperationException(message + ", and FallbackToCpu is false.");
        channel.Warning(MessageSensitivity.None, message + "; the CPU is used instead.");
        return CPU;
    }
}
