using System;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>Reads the settings of a host's context.</summary>
internal static class HostContext
{
    /// <summary>Returns whether the context was asked to cancel its work.</summary>
    public static bool IsCancelled(IHost host) => host is ICancelable { IsCanceled: true };

    /// <summary>Returns the device that <c>GpuDeviceId</c> and <c>FallbackToCpu</c> of the context name.</summary>
    /// <exception cref="InvalidOperationException">There is no GPU of the number, and the context forbids the CPU.</exception>
    public static Device Device(IHostEnvironment env, IChannel channel)
    {
        if (env is not IHostEnvironmentInternal { GpuDeviceId: { } id } context)
            return CPU;
        if (cuda.is_available() && id >= 0 && id < cuda.device_count())
            return new Device("cuda", id);
        var available = cuda.is_available() ? $"only {cuda.device_count()} CUDA devices are" : "no CUDA device is";
        var message = $"GpuDeviceId is {id}, but {available} available";
        if (!context.FallbackToCpu)
            throw new InvalidOperationException(message + ", and FallbackToCpu is false.");
        channel.Warning(MessageSensitivity.None, message + "; the CPU is used instead.");
        return CPU;
    }
}
