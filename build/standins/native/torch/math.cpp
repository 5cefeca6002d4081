// Arithmetic, comparison, reduction, linear algebra and shapes.
#include "shim.h"

using namespace shim;

#define UNARY(name) \
    SHIM Tensor* ts_##name(Tensor* t) { return make([&] { return at::name(*t); }); }

#define UNARY_AND_IN_PLACE(name) \
    UNARY(name) \
    SHIM int ts_##name##_(Tensor* t) { return run([&] { at::name##_(*t); }); }

#define BINARY(name) \
    SHIM Tensor* ts_##name(Tensor* t, Tensor* other) { return make([&] { return at::name(*t, *other); }); }

#define WITH_SCALAR(name) \
    BINARY(name) \
    SHIM Tensor* ts_##name##_scalar(Tensor* t, shim::Scalar other) { return make([&] { return at::name(*t, scalar(other)); }); }

UNARY_AND_IN_PLACE(abs)
UNARY_AND_IN_PLACE(acos)
UNARY_AND_IN_PLACE(asin)
UNARY_AND_IN_PLACE(atan)
UNARY_AND_IN_PLACE(ceil)
UNARY_AND_IN_PLACE(cos)
UNARY_AND_IN_PLACE(cosh)
UNARY_AND_IN_PLACE(erf)
UNARY_AND_IN_PLACE(exp)
UNARY_AND_IN_PLACE(expm1)
UNARY_AND_IN_PLACE(floor)
UNARY_AND_IN_PLACE(log)
UNARY_AND_IN_PLACE(log10)
UNARY_AND_IN_PLACE(log1p)
UNARY_AND_IN_PLACE(log2)
UNARY_AND_IN_PLACE(neg)
UNARY_AND_IN_PLACE(reciprocal)
UNARY_AND_IN_PLACE(relu)
UNARY_AND_IN_PLACE(rsqrt)
UNARY_AND_IN_PLACE(sigmoid)
UNARY_AND_IN_PLACE(silu)
UNARY_AND_IN_PLACE(sin)
UNARY_AND_IN_PLACE(sinh)
UNARY_AND_IN_PLACE(sqrt)
UNARY_AND_IN_PLACE(tan)
UNARY_AND_IN_PLACE(tanh)
UNARY_AND_IN_PLACE(trunc)

UNARY(all)
UNARY(any)
UNARY(isfinite)
UNARY(isinf)
UNARY(isnan)
UNARY(log_sigmoid)
UNARY(logical_not)
UNARY(max)
UNARY(median)
UNARY(min)
UNARY(nonzero)
UNARY(sign)
UNARY(square)
UNARY(t)
UNARY(trace)

BINARY(atan2)
BINARY(bmm)
BINARY(dot)
BINARY(inner)
BINARY(logical_and)
BINARY(logical_or)
BINARY(logical_xor)
BINARY(masked_select)
BINARY(matmul)
BINARY(maximum)
BINARY(minimum)
BINARY(mm)
BINARY(mv)
BINARY(outer)
BINARY(take)

WITH_SCALAR(eq)
WITH_SCALAR(ge)
WITH_SCALAR(gt)
WITH_SCALAR(le)
WITH_SCALAR(lt)
WITH_SCALAR(ne)

WITH_SCALAR(mul)
WITH_SCALAR(pow)
WITH_SCALAR(remainder)

SHIM Tensor* ts_gelu(Tensor* t) { return make([&] { return at::gelu(*t); }); }

SHIM Tensor* ts_add(Tensor* t, Tensor* other, shim::Scalar alpha) { return make([&] { return at::add(*t, *other, scalar(alpha)); }); }
SHIM Tensor* ts_add_scalar(Tensor* t, shim::Scalar other, shim::Scalar alpha) { return make([&] { return at::add(*t, scalar(other), scalar(alpha)); }); }
SHIM Tensor* ts_sub(Tensor* t, Tensor* other) { return make([&] { return at::sub(*t, *other); }); }
SHIM Tensor* ts_sub_scalar(Tensor* t, shim::Scalar other) { return make([&] { return at::sub(*t, scalar(other)); }); }
SHIM Tensor* ts_rsub_scalar(Tensor* t, shim::Scalar other) { return make([&] { return at::rsub(*t, scalar(other)); }); }

SHIM int ts_add_(Tensor* t, Tensor* other, shim::Scalar alpha) { return run([&] { t->add_(*other, scalar(alpha)); }); }
SHIM int ts_add_scalar_(Tensor* t, shim::Scalar other, shim::Scalar alpha) { return run([&] { t->add_(scalar(other), scalar(alpha)); }); }
SHIM int ts_sub_(Tensor* t, Tensor* other) { return run([&] { t->sub_(*other); }); }
SHIM int ts_sub_scalar_(Tensor* t, shim::Scalar other) { return run([&] { t->sub_(scalar(other)); }); }
SHIM int ts_mul_(Tensor* t, Tensor* other) { return run([&] { t->mul_(*other); }); }
SHIM int ts_mul_scalar_(Tensor* t, shim::Scalar other) { return run([&] { t->mul_(scalar(other)); }); }
SHIM int ts_pow_(Tensor* t, Tensor* other) { return run([&] { t->pow_(*other); }); }
SHIM int ts_pow_scalar_(Tensor* t, shim::Scalar other) { return run([&] { t->pow_(scalar(other)); }); }

namespace {

c10::optional<c10::string_view> rounding(int mode)
{
    if (mode == 0)
        return c10::nullopt;
    return c10::string_view(mode == 1 ? "trunc" : "floor");
}

} // namespace

SHIM Tensor* ts_div(Tensor* t, Tensor* other, int mode) { return make([&] { return at::div(*t, *other, rounding(mode)); }); }
SHIM Tensor* ts_div_scalar(Tensor* t, shim::Scalar other, int mode) { return make([&] { return at::div(*t, scalar(other), rounding(mode)); }); }
SHIM int ts_div_(Tensor* t, Tensor* other, int mode) { return run([&] { t->div_(*other, rounding(mode)); }); }
SHIM int ts_div_scalar_(Tensor* t, shim::Scalar other, int mode) { return run([&] { t->div_(scalar(other), rounding(mode)); }); }

SHIM Tensor* ts_addcmul(Tensor* t, Tensor* a, Tensor* b, shim::Scalar value) { return make([&] { return at::addcmul(*t, *a, *b, scalar(value)); }); }
SHIM int ts_addcmul_(Tensor* t, Tensor* a, Tensor* b, shim::Scalar value) { return run([&] { t->addcmul_(*a, *b, scalar(value)); }); }
SHIM Tensor* ts_addcdiv(Tensor* t, Tensor* a, Tensor* b, shim::Scalar value) { return make([&] { return at::addcdiv(*t, *a, *b, scalar(value)); }); }
SHIM int ts_addcdiv_(Tensor* t, Tensor* a, Tensor* b, shim::Scalar value) { return run([&] { t->addcdiv_(*a, *b, scalar(value)); }); }
SHIM Tensor* ts_addmm(Tensor* t, Tensor* a, Tensor* b, double beta, double alpha) { return make([&] { return at::addmm(*t, *a, *b, beta, alpha); }); }
SHIM int ts_addmm_(Tensor* t, Tensor* a, Tensor* b, double beta, double alpha) { return run([&] { t->addmm_(*a, *b, beta, alpha); }); }
SHIM Tensor* ts_baddbmm(Tensor* t, Tensor* a, Tensor* b, double beta, double alpha) { return make([&] { return at::baddbmm(*t, *a, *b, beta, alpha); }); }
SHIM Tensor* ts_lerp(Tensor* t, Tensor* end, Tensor* weight) { return make([&] { return at::lerp(*t, *end, *weight); }); }
SHIM int ts_lerp_(Tensor* t, Tensor* end, Tensor* weight) { return run([&] { t->lerp_(*end, *weight); }); }

SHIM Tensor* ts_clamp(Tensor* t, shim::Scalar low, shim::Scalar high) { return make([&] { return at::clamp(*t, optional(low), optional(high)); }); }
SHIM int ts_clamp_(Tensor* t, shim::Scalar low, shim::Scalar high) { return run([&] { at::clamp_(*t, optional(low), optional(high)); }); }
SHIM Tensor* ts_clamp_tensor(Tensor* t, Tensor* low, Tensor* high) { return make([&] { return at::clamp(*t, optional(low), optional(high)); }); }
SHIM int ts_clamp_tensor_(Tensor* t, Tensor* low, Tensor* high) { return run([&] { at::clamp_(*t, optional(low), optional(high)); }); }
SHIM Tensor* ts_round(Tensor* t, int64_t decimals) { return make([&] { return at::round(*t, decimals); }); }
SHIM Tensor* ts_where(Tensor* condition, Tensor* a, Tensor* b) { return make([&] { return at::where(*condition, *a, *b); }); }
SHIM Tensor* ts_isclose(Tensor* t, Tensor* other, double rtol, double atol, int equalNan) { return make([&] { return at::isclose(*t, *other, rtol, atol, equalNan != 0); }); }

SHIM int ts_allclose(Tensor* t, Tensor* other, double rtol, double atol, int equalNan, int* out)
{
    return run([&] { *out = at::allclose(*t, *other, rtol, atol, equalNan != 0); });
}

SHIM int ts_equal(Tensor* t, Tensor* other, int* out)
{
    return run([&] { *out = at::equal(*t, *other); });
}

SHIM Tensor* ts_masked_fill(Tensor* t, Tensor* mask, shim::Scalar value) { return make([&] { return at::masked_fill(*t, *mask, scalar(value)); }); }
SHIM int ts_masked_fill_(Tensor* t, Tensor* mask, shim::Scalar value) { return run([&] { t->masked_fill_(*mask, scalar(value)); }); }

SHIM Tensor* ts_sum(Tensor* t, int type) { return make([&] { return at::sum(*t, dtype(type)); }); }
SHIM Tensor* ts_sum_dim(Tensor* t, const int64_t* dims, int count, int keep, int type) { return make([&] { return at::sum(*t, ints(dims, count), keep != 0, dtype(type)); }); }
SHIM Tensor* ts_mean(Tensor* t) { return make([&] { return at::mean(*t); }); }
SHIM Tensor* ts_mean_dim(Tensor* t, const int64_t* dims, int count, int keep, int type) { return make([&] { return at::mean(*t, ints(dims, count), keep != 0, dtype(type)); }); }
SHIM Tensor* ts_prod(Tensor* t, int type) { return make([&] { return at::prod(*t, dtype(type)); }); }
SHIM Tensor* ts_prod_dim(Tensor* t, int64_t dim, int keep, int type) { return make([&] { return at::prod(*t, dim, keep != 0, dtype(type)); }); }
SHIM Tensor* ts_std(Tensor* t, int unbiased) { return make([&] { return at::std(*t, unbiased != 0); }); }
SHIM Tensor* ts_var(Tensor* t, int unbiased) { return make([&] { return at::var(*t, unbiased != 0); }); }
SHIM Tensor* ts_std_dim(Tensor* t, const int64_t* dims, int count, int unbiased, int keep) { return make([&] { return at::std(*t, ints(dims, count), unbiased != 0, keep != 0); }); }
SHIM Tensor* ts_var_dim(Tensor* t, const int64_t* dims, int count, int unbiased, int keep) { return make([&] { return at::var(*t, ints(dims, count), unbiased != 0, keep != 0); }); }
SHIM int ts_var_mean_dim(Tensor* t, const int64_t* dims, int count, int unbiased, int keep, Tensor** out) { return run([&] { store(out, at::var_mean(*t, ints(dims, count), unbiased != 0, keep != 0)); }); }
SHIM Tensor* ts_norm(Tensor* t, double p) { return make([&] { return at::norm(*t, p); }); }
SHIM Tensor* ts_norm_dim(Tensor* t, int64_t dim, int keep, double p) { return make([&] { return at::norm(*t, p, dim, keep != 0); }); }
SHIM Tensor* ts_logsumexp(Tensor* t, int64_t dim, int keep) { return make([&] { return at::logsumexp(*t, dim, keep != 0); }); }
SHIM Tensor* ts_all_dim(Tensor* t, int64_t dim, int keep) { return make([&] { return at::all(*t, dim, keep != 0); }); }
SHIM Tensor* ts_any_dim(Tensor* t, int64_t dim, int keep) { return make([&] { return at::any(*t, dim, keep != 0); }); }
SHIM Tensor* ts_argmax(Tensor* t, const int64_t* dim, int keep) { return make([&] { return at::argmax(*t, optional(dim), keep != 0); }); }
SHIM Tensor* ts_argmin(Tensor* t, const int64_t* dim, int keep) { return make([&] { return at::argmin(*t, optional(dim), keep != 0); }); }
SHIM Tensor* ts_argsort(Tensor* t, int64_t dim, int descending) { return make([&] { return at::argsort(*t, dim, descending != 0); }); }
SHIM Tensor* ts_amax(Tensor* t, const int64_t* dims, int count, int keep) { return make([&] { return at::amax(*t, ints(dims, count), keep != 0); }); }
SHIM Tensor* ts_amin(Tensor* t, const int64_t* dims, int count, int keep) { return make([&] { return at::amin(*t, ints(dims, count), keep != 0); }); }
SHIM int ts_max_dim(Tensor* t, int64_t dim, int keep, Tensor** out) { return run([&] { store(out, at::max(*t, dim, keep != 0)); }); }
SHIM int ts_min_dim(Tensor* t, int64_t dim, int keep, Tensor** out) { return run([&] { store(out, at::min(*t, dim, keep != 0)); }); }
SHIM int ts_sort(Tensor* t, int64_t dim, int descending, int stable, Tensor** out) { return run([&] { store(out, at::sort(*t, c10::optional<bool>(stable != 0), dim, descending != 0)); }); }
SHIM int ts_topk(Tensor* t, int64_t k, int64_t dim, int largest, int sorted, Tensor** out) { return run([&] { store(out, at::topk(*t, k, dim, largest != 0, sorted != 0)); }); }
SHIM Tensor* ts_cumsum(Tensor* t, int64_t dim, int type) { return make([&] { return at::cumsum(*t, dim, dtype(type)); }); }
SHIM Tensor* ts_cumprod(Tensor* t, int64_t dim, int type) { return make([&] { return at::cumprod(*t, dim, dtype(type)); }); }
SHIM Tensor* ts_softmax(Tensor* t, int64_t dim, int type) { return make([&] { return at::softmax(*t, dim, dtype(type)); }); }
SHIM Tensor* ts_log_softmax(Tensor* t, int64_t dim, int type) { return make([&] { return at::log_softmax(*t, dim, dtype(type)); }); }
SHIM Tensor* ts_cdist(Tensor* a, Tensor* b, double p, int64_t mode) { return make([&] { return at::cdist(*a, *b, p, mode); }); }
SHIM Tensor* ts_bincount(Tensor* t, Tensor* weights, int64_t minimum) { return make([&] { return at::bincount(*t, optional(weights), minimum); }); }
SHIM Tensor* ts_einsum(const char* equation, Tensor** operands, int count) { return make([&] { return at::einsum(equation, tensors(operands, count)); }); }

SHIM Tensor* ts_transpose(Tensor* t, int64_t a, int64_t b) { return make([&] { return t->transpose(a, b); }); }
SHIM Tensor* ts_permute(Tensor* t, const int64_t* dims, int count) { return make([&] { return t->permute(ints(dims, count)); }); }
SHIM Tensor* ts_reshape(Tensor* t, const int64_t* dims, int count) { return make([&] { return t->reshape(ints(dims, count)); }); }
SHIM Tensor* ts_view(Tensor* t, const int64_t* dims, int count) { return make([&] { return t->view(ints(dims, count)); }); }
SHIM Tensor* ts_expand(Tensor* t, const int64_t* dims, int count, int implicit) { return make([&] { return t->expand(ints(dims, count), implicit != 0); }); }
SHIM Tensor* ts_repeat(Tensor* t, const int64_t* dims, int count) { return make([&] { return t->repeat(ints(dims, count)); }); }
SHIM Tensor* ts_flip(Tensor* t, const int64_t* dims, int count) { return make([&] { return t->flip(ints(dims, count)); }); }
SHIM Tensor* ts_roll(Tensor* t, const int64_t* shifts, int shiftCount, const int64_t* dims, int dimCount) { return make([&] { return t->roll(ints(shifts, shiftCount), ints(dims, dimCount)); }); }
SHIM Tensor* ts_rot90(Tensor* t, int64_t k, int64_t a, int64_t b) { return make([&] { return t->rot90(k, {a, b}); }); }
SHIM Tensor* ts_flatten(Tensor* t, int64_t start, int64_t end) { return make([&] { return t->flatten(start, end); }); }
SHIM Tensor* ts_unflatten(Tensor* t, int64_t dim, const int64_t* sizes, int count) { return make([&] { return t->unflatten(dim, ints(sizes, count)); }); }
SHIM Tensor* ts_squeeze(Tensor* t, const int64_t* dim) { return make([&] { return dim == nullptr ? t->squeeze() : t->squeeze(*dim); }); }
SHIM Tensor* ts_unsqueeze(Tensor* t, int64_t dim) { return make([&] { return t->unsqueeze(dim); }); }
SHIM Tensor* ts_select(Tensor* t, int64_t dim, int64_t index) { return make([&] { return t->select(dim, index); }); }
SHIM Tensor* ts_narrow(Tensor* t, int64_t dim, int64_t start, int64_t length) { return make([&] { return t->narrow(dim, start, length); }); }
SHIM Tensor* ts_slice(Tensor* t, int64_t dim, int64_t start, int64_t end, int64_t step) { return make([&] { return t->slice(dim, start, end, step); }); }
SHIM Tensor* ts_diag(Tensor* t, int64_t diagonal) { return make([&] { return t->diag(diagonal); }); }
SHIM Tensor* ts_diagonal(Tensor* t, int64_t offset, int64_t a, int64_t b) { return make([&] { return t->diagonal(offset, a, b); }); }
SHIM Tensor* ts_tril(Tensor* t, int64_t diagonal) { return make([&] { return t->tril(diagonal); }); }
SHIM Tensor* ts_triu(Tensor* t, int64_t diagonal) { return make([&] { return t->triu(diagonal); }); }
SHIM Tensor* ts_repeat_interleave(Tensor* t, int64_t repeats, const int64_t* dim) { return make([&] { return t->repeat_interleave(repeats, optional(dim)); }); }
SHIM Tensor* ts_repeat_interleave_tensor(Tensor* t, Tensor* repeats, const int64_t* dim) { return make([&] { return t->repeat_interleave(*repeats, optional(dim)); }); }
SHIM Tensor* ts_unfold(Tensor* t, int64_t dim, int64_t size, int64_t step) { return make([&] { return t->unfold(dim, size, step); }); }

SHIM Tensor* ts_index_select(Tensor* t, int64_t dim, Tensor* index) { return make([&] { return t->index_select(dim, *index); }); }
SHIM Tensor* ts_gather(Tensor* t, int64_t dim, Tensor* index) { return make([&] { return t->gather(dim, *index); }); }
SHIM Tensor* ts_scatter(Tensor* t, int64_t dim, Tensor* index, Tensor* source) { return make([&] { return t->scatter(dim, *index, *source); }); }
SHIM int ts_scatter_(Tensor* t, int64_t dim, Tensor* index, Tensor* source) { return run([&] { t->scatter_(dim, *index, *source); }); }
SHIM Tensor* ts_scatter_add(Tensor* t, int64_t dim, Tensor* index, Tensor* source) { return make([&] { return t->scatter_add(dim, *index, *source); }); }
SHIM int ts_scatter_add_(Tensor* t, int64_t dim, Tensor* index, Tensor* source) { return run([&] { t->scatter_add_(dim, *index, *source); }); }
SHIM Tensor* ts_index_add(Tensor* t, int64_t dim, Tensor* index, Tensor* source, shim::Scalar alpha) { return make([&] { return t->index_add(dim, *index, *source, scalar(alpha)); }); }
SHIM int ts_index_add_(Tensor* t, int64_t dim, Tensor* index, Tensor* source, shim::Scalar alpha) { return run([&] { t->index_add_(dim, *index, *source, scalar(alpha)); }); }

SHIM Tensor* ts_cat(Tensor** list, int count, int64_t dim) { return make([&] { return at::cat(tensors(list, count), dim); }); }
SHIM Tensor* ts_stack(Tensor** list, int count, int64_t dim) { return make([&] { return at::stack(tensors(list, count), dim); }); }
SHIM int64_t ts_split(Tensor* t, int64_t size, int64_t dim) { return list([&] { return t->split(size, dim); }); }
SHIM int64_t ts_split_sizes(Tensor* t, const int64_t* sizes, int count, int64_t dim) { return list([&] { return t->split_with_sizes(ints(sizes, count), dim); }); }
SHIM int64_t ts_chunk(Tensor* t, int64_t chunks, int64_t dim) { return list([&] { return t->chunk(chunks, dim); }); }
SHIM int64_t ts_unbind(Tensor* t, int64_t dim) { return list([&] { return t->unbind(dim); }); }

SHIM Tensor* ts_linalg_solve(Tensor* a, Tensor* b, int left) { return make([&] { return at::linalg_solve(*a, *b, left != 0); }); }
SHIM Tensor* ts_linalg_inv(Tensor* t) { return make([&] { return at::linalg_inv(*t); }); }
SHIM Tensor* ts_linalg_cholesky(Tensor* t) { return make([&] { return at::linalg_cholesky(*t); }); }
SHIM Tensor* ts_linalg_det(Tensor* t) { return make([&] { return at::linalg_det(*t); }); }
