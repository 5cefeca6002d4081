namespace TorchSharp;

public static partial class torch
{
    public static class cuda
    {
        public static bool is_available() => cuda_is_available();

        public static bool is_cudnn_available() => false;

        public static int device_count() => 0;
    }
}
