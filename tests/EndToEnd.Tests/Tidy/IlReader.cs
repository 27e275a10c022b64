using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>Reads the instructions of a method body, one after the other.</summary>
internal static class IlReader
{
    private const byte TwoByteMark = 0xFE;

    private static readonly Dictionary<ushort, OpCode> OpCodeOf = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(o => unchecked((ushort)o.Value));

    public static IEnumerable<string> OpCodeNames(byte[] il)
    {
        int at = 0;
        while (at < il.Length)
        {
            ushort value = il[at++];
            if (value == TwoByteMark) value = (ushort)((TwoByteMark << 8) | il[at++]);
            OpCode opCode = OpCodeOf[value];
            at += OperandBytes(opCode.OperandType, il, at);
            yield return opCode.Name!;
        }
    }

    private static int OperandBytes(OperandType type, byte[] il, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(at)),
        _ => 4,
    };
}
