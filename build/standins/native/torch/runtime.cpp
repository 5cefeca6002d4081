// Errors, lists, gradient modes, threads, random generators, autograd, TorchScript.
#include "shim.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/jit.h>
#include <mutex>

namespace {

thread_local std::string lastError;
thread_local std::vector<Tensor> pendingList;

} // namespace

void shim::fail(std::string message)
{
    lastError = message.empty() ? "native error without a message" : std::move(message);
}

std::vector<Tensor>& shim::pending()
{
    return pendingList;
}

// Copies the message of the last failure on this thread and forgets it; returns its length, 0 if there was none.
SHIM int ts_last_error(char* buffer, int capacity)
{
    int length = static_cast<int>(lastError.size());
    if (length > 0 && buffer != nullptr)
    {
        std::memcpy(buffer, lastError.data(), std::min(length, capacity));
        lastError.clear();
    }
    return length;
}

SHIM void ts_fetch(Tensor** out)
{
    for (Tensor& tensor : pendingList)
        *out++ = tensor.defined() ? new Tensor(std::move(tensor)) : nullptr;
    pendingList.clear();
}

SHIM int ts_grad_enabled() { return c10::GradMode::is_enabled(); }
SHIM void ts_set_grad_enabled(int enabled) { c10::GradMode::set_enabled(enabled != 0); }
SHIM int ts_inference_enabled() { return c10::InferenceMode::is_enabled(); }
SHIM void* ts_inference_enter(int enabled) { return new c10::InferenceMode(enabled != 0); }
SHIM void ts_inference_leave(void* mode) { delete static_cast<c10::InferenceMode*>(mode); }

SHIM int ts_num_threads() { return at::get_num_threads(); }
SHIM int ts_set_num_threads(int count) { return shim::run([&] { at::set_num_threads(count); }); }
SHIM int ts_num_interop_threads() { return at::get_num_interop_threads(); }
SHIM int ts_set_num_interop_threads(int count) { return shim::run([&] { at::set_num_interop_threads(count); }); }

SHIM at::Generator* ts_generator(uint64_t seed) { return new at::Generator(at::detail::createCPUGenerator(seed)); }
SHIM at::Generator* ts_generator_default() { return new at::Generator(at::detail::getDefaultCPUGenerator()); }
SHIM void ts_generator_dispose(at::Generator* generator) { delete generator; }

SHIM int64_t ts_generator_initial_seed(at::Generator* generator)
{
    return static_cast<int64_t>(generator->current_seed());
}

SHIM int64_t ts_generator_seed(at::Generator* generator)
{
    std::lock_guard<std::mutex> lock(generator->mutex());
    return static_cast<int64_t>(generator->seed());
}

SHIM void ts_generator_manual_seed(at::Generator* generator, int64_t seed)
{
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_current_seed(static_cast<uint64_t>(seed));
}

SHIM Tensor* ts_generator_state(at::Generator* generator)
{
    return shim::make([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        return generator->get_state();
    });
}

SHIM int ts_generator_set_state(at::Generator* generator, Tensor* state)
{
    return shim::run([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_state(*state);
    });
}

SHIM int64_t ts_autograd_grad(
    Tensor** outputs, int outputCount, Tensor** inputs, int inputCount, Tensor** gradOutputs, int gradOutputCount,
    int retainGraph, int createGraph, int allowUnused)
{
    return shim::list([&] {
        return torch::autograd::grad(
            shim::tensors(outputs, outputCount), shim::tensors(inputs, inputCount),
            shim::tensors(gradOutputs, gradOutputCount), retainGraph != 0, createGraph != 0, allowUnused != 0);
    });
}

// retainGraph < 0: as createGraph.
SHIM int ts_autograd_backward(
    Tensor** tensors, int count, Tensor** gradients, int gradientCount, int retainGraph, int createGraph,
    Tensor** inputs, int inputCount)
{
    return shim::run([&] {
        auto retain = retainGraph < 0 ? c10::nullopt : c10::optional<bool>(retainGraph != 0);
        torch::autograd::backward(
            shim::tensors(tensors, count), shim::tensors(gradients, gradientCount), retain, createGraph != 0,
            shim::tensors(inputs, inputCount));
    });
}

// What a TorchScript function takes; kind says what first and second are.
struct ScriptArgument
{
    int64_t kind;
    int64_t first;
    int64_t second;
};

static c10::IValue scriptValue(const ScriptArgument& argument, Tensor* const* lists)
{
    switch (argument.kind)
    {
        case 1:
            return *reinterpret_cast<const Tensor*>(argument.first);
        case 2:
            return shim::scalar(shim::Scalar{argument.first, argument.second});
        case 3:
        {
            // The package drops the nulls of a list.
            c10::List<Tensor> list;
            for (int64_t i = argument.first; i < argument.first + argument.second; i++)
                if (lists[i] != nullptr)
                    list.push_back(*lists[i]);
            return list;
        }
        default:
            return c10::IValue();
    }
}

// The tensors of a result; kind is 0 for what is not supported, 1 tensor, 2 tuple of tensors, 3 list of tensors, 4 none, 5 scalar.
static std::vector<Tensor> scriptResult(const c10::IValue& value, int64_t* kind, shim::Scalar* number)
{
    *kind = 0;
    if (value.isNone())
        *kind = 4;
    else if (value.isDouble())
    {
        double real = value.toDouble();
        std::memcpy(&number->bits, &real, sizeof real);
        number->type = static_cast<int64_t>(at::kDouble);
        *kind = 5;
    }
    else if (value.isInt() || value.isBool())
    {
        *number = value.isInt() ? shim::Scalar{value.toInt(), static_cast<int64_t>(at::kLong)}
                                : shim::Scalar{value.toBool() ? 1 : 0, static_cast<int64_t>(at::kBool)};
        *kind = 5;
    }
    else if (value.isTensor())
    {
        *kind = 1;
        return {value.toTensor()};
    }
    else if (value.isTensorList())
    {
        *kind = 3;
        return value.toTensorVector();
    }
    else if (value.isTuple())
    {
        std::vector<Tensor> tensors;
        for (const c10::IValue& element : value.toTupleRef().elements())
        {
            if (!element.isTensor())
                return {};
            tensors.push_back(element.toTensor());
        }
        *kind = tensors.empty() ? 0 : 2;
        return tensors;
    }
    return {};
}

using ScriptUnit = std::shared_ptr<torch::jit::CompilationUnit>;

SHIM ScriptUnit* ts_jit_compile(const char* script)
{
    ScriptUnit* unit = nullptr;
    shim::run([&] { unit = new ScriptUnit(torch::jit::compile(script)); });
    return unit;
}

SHIM void ts_jit_dispose(ScriptUnit* unit) { delete unit; }

SHIM int64_t ts_jit_invoke(
    ScriptUnit* unit, const char* name, const ScriptArgument* arguments, int count, Tensor* const* lists,
    int64_t* kind, shim::Scalar* number)
{
    return shim::list([&] {
        std::vector<c10::IValue> stack;
        stack.reserve(count);
        for (int i = 0; i < count; i++)
            stack.push_back(scriptValue(arguments[i], lists));
        return scriptResult((*unit)->get_function(name)(std::move(stack)), kind, number);
    });
}
