// One tensor: lifetime, facts about it, its memory, its gradient, indexing; and the factories.
#include "shim.h"

#include <ATen/TensorIndexing.h>

using namespace shim;

SHIM void ts_dispose(Tensor* t) { delete t; }
SHIM Tensor* ts_alias(Tensor* t) { return new Tensor(*t); }

SHIM int ts_dtype(Tensor* t) { return static_cast<int>(t->scalar_type()); }
SHIM int ts_device_type(Tensor* t) { return static_cast<int>(t->device().type()); }
SHIM int ts_device_index(Tensor* t) { return t->device().index(); }
SHIM int64_t ts_ndim(Tensor* t) { return t->dim(); }
SHIM int64_t ts_numel(Tensor* t) { return t->numel(); }
SHIM int64_t ts_element_size(Tensor* t) { return static_cast<int64_t>(t->element_size()); }
SHIM int64_t ts_storage_offset(Tensor* t) { return t->storage_offset(); }
SHIM int ts_is_contiguous(Tensor* t) { return t->is_contiguous(); }
SHIM int ts_is_leaf(Tensor* t) { return t->is_leaf(); }
SHIM int ts_requires_grad(Tensor* t) { return t->requires_grad(); }
SHIM void* ts_data(Tensor* t) { return t->data_ptr(); }

SHIM void ts_sizes(Tensor* t, int64_t* out) { std::copy(t->sizes().begin(), t->sizes().end(), out); }
SHIM void ts_strides(Tensor* t, int64_t* out) { std::copy(t->strides().begin(), t->strides().end(), out); }

SHIM int ts_set_requires_grad(Tensor* t, int value) { return run([&] { t->set_requires_grad(value != 0); }); }
SHIM int ts_retain_grad(Tensor* t) { return run([&] { t->retain_grad(); }); }
SHIM Tensor* ts_grad(Tensor* t) { return make([&] { return t->grad(); }); }
SHIM int ts_set_grad(Tensor* t, Tensor* value) { return run([&] { t->mutable_grad() = value == nullptr ? Tensor() : *value; }); }

SHIM Tensor* ts_clone(Tensor* t) { return make([&] { return t->clone(); }); }
SHIM Tensor* ts_detach(Tensor* t) { return make([&] { return t->detach(); }); }
SHIM int ts_detach_(Tensor* t) { return run([&] { t->detach_(); }); }
SHIM Tensor* ts_contiguous(Tensor* t) { return make([&] { return t->contiguous(); }); }
SHIM int ts_copy_(Tensor* t, Tensor* source, int nonBlocking) { return run([&] { t->copy_(*source, nonBlocking != 0); }); }
SHIM int ts_fill_(Tensor* t, shim::Scalar value) { return run([&] { t->fill_(scalar(value)); }); }
SHIM int ts_zero_(Tensor* t) { return run([&] { t->zero_(); }); }

SHIM Tensor* ts_to(Tensor* t, int type, int deviceType, int deviceIndex, int nonBlocking, int copy)
{
    return make([&] { return t->to(options(type, deviceType, deviceIndex), nonBlocking != 0, copy != 0); });
}

// The value of a one-element tensor; type tells which of the two holds it.
SHIM int ts_item(Tensor* t, int* type, double* floating, int64_t* integral)
{
    return run([&] {
        at::Scalar value = t->item();
        *type = static_cast<int>(t->scalar_type());
        if (value.isFloatingPoint())
            *floating = value.toDouble();
        else
            *integral = value.isBoolean() ? value.toBool() : value.toLong();
    });
}

SHIM Tensor* ts_from_data(const void* data, int64_t bytes, int sourceType, const int64_t* sizes, int ndim, int type, int deviceType, int deviceIndex)
{
    return make([&] {
        Tensor result = at::empty(ints(sizes, ndim), at::TensorOptions().dtype(static_cast<at::ScalarType>(sourceType)));
        if (bytes > 0)
            std::memcpy(result.data_ptr(), data, static_cast<size_t>(bytes));
        return result.to(options(type, deviceType, deviceIndex));
    });
}

SHIM Tensor* ts_empty(const int64_t* sizes, int ndim, int type, int deviceType, int deviceIndex)
{
    return make([&] { return at::empty(ints(sizes, ndim), options(type, deviceType, deviceIndex)); });
}

SHIM Tensor* ts_full(const int64_t* sizes, int ndim, shim::Scalar value, int type, int deviceType, int deviceIndex)
{
    return make([&] { return at::full(ints(sizes, ndim), scalar(value), options(type, deviceType, deviceIndex)); });
}

SHIM Tensor* ts_eye(int64_t rows, int64_t columns, int type, int deviceType, int deviceIndex)
{
    return make([&] { return at::eye(rows, columns, options(type, deviceType, deviceIndex)); });
}

SHIM Tensor* ts_arange(shim::Scalar start, shim::Scalar stop, shim::Scalar step, int type, int deviceType, int deviceIndex)
{
    return make([&] { return at::arange(scalar(start), scalar(stop), scalar(step), options(type, deviceType, deviceIndex)); });
}

SHIM Tensor* ts_linspace(double start, double end, int64_t steps, int type, int deviceType, int deviceIndex)
{
    return make([&] { return at::linspace(start, end, steps, options(type, deviceType, deviceIndex)); });
}

SHIM Tensor* ts_rand(const int64_t* sizes, int ndim, at::Generator* generator, int type, int deviceType, int deviceIndex)
{
    return make([&] { return at::rand(ints(sizes, ndim), optional(generator), options(type, deviceType, deviceIndex)); });
}

SHIM Tensor* ts_randn(const int64_t* sizes, int ndim, at::Generator* generator, int type, int deviceType, int deviceIndex)
{
    return make([&] { return at::randn(ints(sizes, ndim), optional(generator), options(type, deviceType, deviceIndex)); });
}

SHIM Tensor* ts_randint(int64_t low, int64_t high, const int64_t* sizes, int ndim, at::Generator* generator, int type, int deviceType, int deviceIndex)
{
    return make([&] { return at::randint(low, high, ints(sizes, ndim), optional(generator), options(type, deviceType, deviceIndex)); });
}

SHIM Tensor* ts_randperm(int64_t n, at::Generator* generator, int type, int deviceType, int deviceIndex)
{
    return make([&] { return at::randperm(n, optional(generator), options(type, deviceType, deviceIndex)); });
}

SHIM Tensor* ts_normal(Tensor* mean, Tensor* std, at::Generator* generator)
{
    return make([&] { return at::normal(*mean, *std, optional(generator)); });
}

SHIM Tensor* ts_bernoulli(Tensor* p, at::Generator* generator)
{
    return make([&] { return at::bernoulli(*p, optional(generator)); });
}

SHIM Tensor* ts_multinomial(Tensor* weights, int64_t count, int replacement, at::Generator* generator)
{
    return make([&] { return at::multinomial(*weights, count, replacement != 0, optional(generator)); });
}

SHIM int ts_uniform_(Tensor* t, double from, double to, at::Generator* generator)
{
    return run([&] { t->uniform_(from, to, optional(generator)); });
}

SHIM int ts_normal_(Tensor* t, double mean, double std, at::Generator* generator)
{
    return run([&] { t->normal_(mean, std, optional(generator)); });
}

SHIM int ts_bernoulli_(Tensor* t, double p, at::Generator* generator)
{
    return run([&] { t->bernoulli_(p, optional(generator)); });
}

namespace {

// Mirrors the managed struct of the same fields; a bound that is absent is INT64_MIN.
struct Index
{
    int64_t kind;
    int64_t first;
    int64_t second;
    int64_t third;
    Tensor* tensor;
};

std::vector<at::indexing::TensorIndex> indices(const Index* values, int count)
{
    auto bound = [](int64_t value) { return value == INT64_MIN ? c10::nullopt : c10::optional<int64_t>(value); };
    std::vector<at::indexing::TensorIndex> result;
    for (const Index* index = values; index < values + count; index++)
    {
        switch (index->kind)
        {
            case 0: result.emplace_back(at::indexing::None); break;
            case 1: result.emplace_back(at::indexing::Ellipsis); break;
            case 2: result.emplace_back(index->first); break;
            case 3: result.emplace_back(index->first != 0); break;
            case 4: result.emplace_back(at::indexing::Slice(bound(index->first), bound(index->second), bound(index->third))); break;
            default: result.emplace_back(*index->tensor); break;
        }
    }
    return result;
}

} // namespace

SHIM Tensor* ts_index(Tensor* t, const Index* values, int count)
{
    return make([&] { return t->index(indices(values, count)); });
}

SHIM int ts_index_put_(Tensor* t, const Index* values, int count, Tensor* value)
{
    return run([&] { t->index_put_(indices(values, count), *value); });
}

SHIM int ts_index_put_scalar_(Tensor* t, const Index* values, int count, shim::Scalar value)
{
    return run([&] { t->index_put_(indices(values, count), scalar(value)); });
}
