using System.Buffers;
using System.Text.Json;

namespace OpenSQT.Lmax.Dashboard.Reports;

/// <summary>Writes one JSON value; the default encoder also escapes what could leave a script or a frame.</summary>
internal static class JsonBody
{
    public static ReadOnlyMemory<byte> Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        return buffer.WrittenMemory;
    }
}
