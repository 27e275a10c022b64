using System.IO.Compression;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using OpenSQT.Lmax.Engine;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// Everything an engine knows, as bytes. The object graph is walked field by field, so that a field which somebody
/// adds to a rule is in the image without anybody having to think of it. Only a program with the same fields reads it
/// back. Milliseconds; on a thread of its own.
/// </summary>
internal static class EngineImage
{
    private const byte Null = 0;
    private const byte Seen = 1;
    private const byte New = 2;
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>
    /// CRC32C over the names and types of every field of the engine, and the numbers of every enumeration among them:
    /// another build has another.
    /// </summary>
    public static uint Layout { get; } = LayoutOf(typeof(TradingEngine));

    public static byte[] Take(TradingEngine engine)
    {
        using MemoryStream bytes = new();
        using (ZLibStream packed = new(bytes, CompressionLevel.Fastest))
        using (BinaryWriter writer = new(packed, Encoding.UTF8))
            new Walk(writer).Write(engine, typeof(TradingEngine));
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not an image of this layout.</exception>
    public static TradingEngine Restore(byte[] image)
    {
        try
        {
            using ZLibStream packed = new(new MemoryStream(image), CompressionMode.Decompress);
            using BinaryReader reader = new(packed, Encoding.UTF8);
            return (TradingEngine)new Rebuild(reader).Read(typeof(TradingEngine))!;
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or InvalidCastException)
        {
            throw new InvalidDataException("not an image of an engine", e);
        }
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (Type? at = type; at is not null && at != typeof(object) && at != typeof(ValueType); at = at.BaseType)
            foreach (FieldInfo field in at.GetFields(Declared).OrderBy(field => field.Name, StringComparer.Ordinal))
                yield return field;
    }

    private static bool IsPlain(Type type) => type.IsValueType && !(bool)typeof(RuntimeHelpers)
        .GetMethod(nameof(RuntimeHelpers.IsReferenceOrContainsReferences))!.MakeGenericMethod(type).Invoke(null, null)!;

    private static uint LayoutOf(Type root)
    {
        StringBuilder text = new();
        Describe(root, text, []);
        return RecordSeal.Crc(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void Describe(Type type, StringBuilder text, HashSet<Type> seen)
    {
        if (!seen.Add(type) || type.IsPrimitive || type == typeof(string)) return;
        if (typeof(Delegate).IsAssignableFrom(type))
            throw new NotSupportedException($"{type} in the engine: an image cannot hold what runs");
        if (type.IsArray)
        {
            Describe(type.GetElementType()!, text, seen);
            return;
        }

        text.Append(type.FullName).Append('{');
        if (type.IsEnum)
        {
            foreach (string name in Enum.GetNames(type))
                text.Append(name).Append('=').Append(Enum.Format(type, Enum.Parse(type, name), "d")).Append(';');
        }

        FieldInfo[] fields = [.. FieldsOf(type)];
        foreach (FieldInfo field in fields)
            text.Append(field.FieldType.FullName).Append(' ').Append(field.Name).Append(';');
        text.Append('}');
        foreach (FieldInfo field in fields) Describe(field.FieldType, text, seen);
    }

    private static byte[] BytesOf<T>(T value) where T : unmanaged =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();

    private static T ValueOf<T>(byte[] bytes) where T : unmanaged => MemoryMarshal.Read<T>(bytes);

    private static int SizeOf<T>() where T : unmanaged => Unsafe.SizeOf<T>();

    private static object? Call(string method, Type type, params object?[] arguments) => typeof(EngineImage)
        .GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type)
        .Invoke(null, arguments);

    private static Span<byte> SpanOf(Array array, Type element) => MemoryMarshal.CreateSpan(
        ref MemoryMarshal.GetArrayDataReference(array), array.Length * (int)Call(nameof(SizeOf), element)!);

    private sealed class Walk(BinaryWriter writer)
    {
        private readonly Dictionary<object, int> _seen = new(ReferenceEqualityComparer.Instance);

        public void Write(object? value, Type type)
        {
            if (IsPlain(type))
            {
                writer.Write((byte[])Call(nameof(BytesOf), type, value)!);
                return;
            }

            if (type.IsValueType)
            {
                WriteFields(value!, type);
                return;
            }

            if (value is null)
            {
                writer.Write(Null);
                return;
            }

            if (value.GetType() != type) throw new NotSupportedException($"a {value.GetType()} where a {type} stands");
            if (_seen.TryGetValue(value, out int number))
            {
                writer.Write(Seen);
                writer.Write(number);
                return;
            }

            _seen.Add(value, _seen.Count);
            writer.Write(New);
            if (value is string text) writer.Write(text);
            else if (value is Array array) WriteArray(array, type.GetElementType()!);
            else WriteFields(value, type);
        }

        private void WriteFields(object value, Type type)
        {
            foreach (FieldInfo field in FieldsOf(type)) Write(field.GetValue(value), field.FieldType);
        }

        private void WriteArray(Array array, Type element)
        {
            writer.Write(array.Length);
            if (IsPlain(element))
            {
                writer.Write(SpanOf(array, element));
                return;
            }

            foreach (object? item in array) Write(item, element);
        }
    }

    private sealed class Rebuild(BinaryReader reader)
    {
        private const int MostElements = 1 << 26;
        private readonly List<object> _seen = [];

        public object? Read(Type type)
        {
            if (IsPlain(type)) return Call(nameof(ValueOf), type, Exactly((int)Call(nameof(SizeOf), type)!));
            if (type.IsValueType) return Fill(RuntimeHelpers.GetUninitializedObject(type), type);
            switch (reader.ReadByte())
            {
                case Null:
                    return null;
                case Seen:
                    return _seen[reader.ReadInt32()];
            }

            if (type == typeof(string)) return Keep(reader.ReadString());
            return type.IsArray
                ? ReadArray(type.GetElementType()!)
                : Fill(Keep(RuntimeHelpers.GetUninitializedObject(type)), type);
        }

        private object Fill(object target, Type type)
        {
            foreach (FieldInfo field in FieldsOf(type)) field.SetValue(target, Read(field.FieldType));
            return target;
        }

        private Array ReadArray(Type element)
        {
            int length = reader.ReadInt32();
            if (length is < 0 or > MostElements) throw new EndOfStreamException();
            Array array = (Array)Keep(Array.CreateInstance(element, length));
            if (IsPlain(element)) reader.BaseStream.ReadExactly(SpanOf(array, element));
            else for (int i = 0; i < length; i++) array.SetValue(Read(element), i);
            return array;
        }

        private byte[] Exactly(int count)
        {
            byte[] bytes = new byte[count];
            reader.BaseStream.ReadExactly(bytes);
            return bytes;
        }

        private object Keep(object value)
        {
            _seen.Add(value);
            return value;
        }
    }
}
