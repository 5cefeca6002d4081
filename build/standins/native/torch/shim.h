// The C interface between the managed stand-in and libtorch. Nothing here lets a C++ exception cross it:
// a function that makes a tensor returns null, one that makes nothing returns 1, and ts_last_error() says why.
#pragma once
#include <ATen/ATen.h>
#include <string>
#include <vector>

#define SHIM extern "C" __attribute__((visibility("default")))

using at::Tensor;

namespace shim {

struct Scalar
{
    int64_t bits;
    int64_t type;
};

void fail(std::string message);

// Lists of unknown length wait here until the caller, knowing their number, fetches them with ts_fetch.
std::vector<Tensor>& pending();

template <class F>
int run(F&& body)
{
    try
    {
        body();
        return 0;
    }
    catch (const c10::Error& error)
    {
        fail(error.what_without_backtrace());
    }
    catch (const std::exception& error)
    {
        fail(error.what());
    }
    catch (...)
    {
        fail("unknown native error");
    }
    return 1;
}

// An undefined result (an unused gradient, a missing .grad) is null without an error.
template <class F>
Tensor* make(F&& body)
{
    Tensor* result = nullptr;
    run([&] {
        Tensor value = body();
        if (value.defined())
            result = new Tensor(std::move(value));
    });
    return result;
}

template <class F>
int64_t list(F&& body)
{
    int64_t count = -1;
    run([&] {
        pending() = body();
        count = static_cast<int64_t>(pending().size());
    });
    return count;
}

template <class Pair>
void store(Tensor** out, Pair&& pair)
{
    out[0] = new Tensor(std::get<0>(pair));
    out[1] = new Tensor(std::get<1>(pair));
}

inline at::Scalar scalar(Scalar value)
{
    switch (static_cast<at::ScalarType>(value.type))
    {
        case at::kBool:
            return at::Scalar(value.bits != 0);
        case at::kHalf:
        case at::kFloat:
        case at::kDouble:
        case at::kBFloat16:
        {
            double number;
            std::memcpy(&number, &value.bits, sizeof number);
            return at::Scalar(number);
        }
        default:
            return at::Scalar(value.bits);
    }
}

inline c10::optional<at::Scalar> optional(Scalar value)
{
    return value.type < 0 ? c10::nullopt : c10::optional<at::Scalar>(scalar(value));
}

inline c10::optional<Tensor> optional(const Tensor* tensor)
{
    return tensor == nullptr ? c10::nullopt : c10::optional<Tensor>(*tensor);
}

inline c10::optional<at::ScalarType> dtype(int type)
{
    return type < 0 ? c10::nullopt : c10::optional<at::ScalarType>(static_cast<at::ScalarType>(type));
}

inline c10::optional<at::Generator> optional(const at::Generator* generator)
{
    return generator == nullptr ? c10::nullopt : c10::optional<at::Generator>(*generator);
}

inline c10::optional<int64_t> optional(const int64_t* value)
{
    return value == nullptr ? c10::nullopt : c10::optional<int64_t>(*value);
}

inline at::IntArrayRef ints(const int64_t* values, int count)
{
    return {values, static_cast<size_t>(count)};
}

inline std::vector<Tensor> tensors(Tensor* const* handles, int count)
{
    std::vector<Tensor> result;
    result.reserve(count);
    for (int i = 0; i < count; i++)
        result.push_back(handles[i] == nullptr ? Tensor() : *handles[i]);
    return result;
}

inline at::TensorOptions options(int type, int deviceType, int deviceIndex)
{
    auto device = c10::Device(static_cast<c10::DeviceType>(deviceType), static_cast<c10::DeviceIndex>(deviceIndex));
    return at::TensorOptions().dtype(static_cast<at::ScalarType>(type)).device(device);
}

} // namespace shim
