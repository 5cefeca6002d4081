// Decoding, encoding and resizing for the Microsoft.ML.ImageAnalytics stand-in, over the stb libraries.
// Pixels cross the boundary as four bytes each with premultiplied alpha, rows from top to bottom.

#include <climits>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#include <stb_image.h>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#include <stb_image_write.h>

#define STB_IMAGE_RESIZE_IMPLEMENTATION
#define STB_IMAGE_RESIZE_STATIC
#include <stb_image_resize.h>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace
{
    constexpr int Channels = 4;
    constexpr int AlphaChannel = 3;
    constexpr int JpegQuality = 100;

    uint8_t multiply(uint8_t colour, uint8_t alpha)
    {
        return static_cast<uint8_t>((colour * alpha + 127) / 255);
    }

    void append(void* context, void* data, int size)
    {
        auto* bytes = static_cast<std::vector<uint8_t>*>(context);
        auto* first = static_cast<uint8_t*>(data);
        bytes->insert(bytes->end(), first, first + size);
    }
}

// Returns null and the reason when the bytes are no image; otherwise BGRA pixels to be released with image_free.
EXPORT uint8_t* image_decode(const uint8_t* data, int64_t length, int32_t* width, int32_t* height, const char** reason)
{
    *reason = nullptr;
    if (length > INT_MAX)
    {
        *reason = "file too large";
        return nullptr;
    }

    int channelsInFile = 0;
    uint8_t* pixels = stbi_load_from_memory(data, static_cast<int>(length), width, height, &channelsInFile, Channels);
    if (pixels == nullptr)
    {
        *reason = stbi_failure_reason();
        return nullptr;
    }

    uint8_t* end = pixels + static_cast<int64_t>(*width) * *height * Channels;
    for (uint8_t* p = pixels; p < end; p += Channels)
    {
        const uint8_t red = p[0];
        const uint8_t alpha = p[AlphaChannel];
        p[0] = multiply(p[2], alpha);
        p[1] = multiply(p[1], alpha);
        p[2] = multiply(red, alpha);
    }
    return pixels;
}

// Writes RGBA pixels (not premultiplied) as PNG, or their colours as JPEG. The result is to be released with image_free.
EXPORT uint8_t* image_encode(const uint8_t* rgba, int32_t width, int32_t height, int32_t asJpeg, int64_t* length)
{
    *length = 0;
    std::vector<uint8_t> bytes;
    const int written = asJpeg != 0
        ? stbi_write_jpg_to_func(append, &bytes, width, height, Channels, rgba, JpegQuality)
        : stbi_write_png_to_func(append, &bytes, width, height, Channels, rgba, width * Channels);
    if (written == 0)
        return nullptr;

    auto* result = static_cast<uint8_t*>(std::malloc(bytes.size()));
    if (result == nullptr)
        return nullptr;
    std::memcpy(result, bytes.data(), bytes.size());
    *length = static_cast<int64_t>(bytes.size());
    return result;
}

EXPORT void image_free(void* memory)
{
    std::free(memory);
}

// Scales the part [left, right) x [top, bottom) of the source, in fractions of its size, to targetWidth x targetHeight pixels.
// A reduction averages all pixels of the source, an enlargement is smooth, and at its own size a picture stays what it is.
EXPORT int32_t image_resize(
    const uint8_t* source, int32_t sourceWidth, int32_t sourceHeight,
    uint8_t* target, int32_t targetWidth, int32_t targetHeight, int32_t targetStride,
    float left, float top, float right, float bottom)
{
    const auto filterFor = [](int32_t targetLength, float sourceLength)
    {
        constexpr float Rounding = 1e-3f;
        return targetLength > sourceLength + Rounding ? STBIR_FILTER_MITCHELL : STBIR_FILTER_TRIANGLE;
    };
    return stbir_resize_region(
        source, sourceWidth, sourceHeight, 0, target, targetWidth, targetHeight, targetStride,
        STBIR_TYPE_UINT8, Channels, AlphaChannel, STBIR_FLAG_ALPHA_PREMULTIPLIED, STBIR_EDGE_CLAMP, STBIR_EDGE_CLAMP,
        filterFor(targetWidth, sourceWidth * (right - left)), filterFor(targetHeight, sourceHeight * (bottom - top)),
        STBIR_COLORSPACE_LINEAR, nullptr, left, top, right, bottom);
}
