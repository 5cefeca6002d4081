namespace TorchSharp.Modules;

public class Parameter : torch.Tensor
{
    // The handle changes owner: the tensor it came from is invalid afterwards.
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(data.DecoupleFromNativeHandle())
    {
        this.requires_grad = requires_grad;
    }
}
