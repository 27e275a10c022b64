using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>Answers for a signature: is there a floating-point type anywhere in it?</summary>
internal sealed class FloatSearch : ISignatureTypeProvider<bool, object?>
{
    private static readonly string[] Names = ["Half", "Single", "Double"];

    public static bool In(MethodSignature<bool> signature) =>
        signature.ReturnType || signature.ParameterTypes.Contains(true);

    public bool GetPrimitiveType(PrimitiveTypeCode typeCode) =>
        typeCode is PrimitiveTypeCode.Single or PrimitiveTypeCode.Double;

    public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        TypeReference type = reader.GetTypeReference(handle);
        return reader.GetString(type.Namespace) == "System" && Names.Contains(reader.GetString(type.Name));
    }

    public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => false;

    public bool GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) =>
        genericType || typeArguments.Contains(true);

    public bool GetFunctionPointerType(MethodSignature<bool> signature) => In(signature);

    public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => modifier || unmodifiedType;

    public bool GetArrayType(bool elementType, ArrayShape shape) => elementType;

    public bool GetSZArrayType(bool elementType) => elementType;

    public bool GetByReferenceType(bool elementType) => elementType;

    public bool GetPointerType(bool elementType) => elementType;

    public bool GetPinnedType(bool elementType) => elementType;

    public bool GetGenericMethodParameter(object? genericContext, int index) => false;

    public bool GetGenericTypeParameter(object? genericContext, int index) => false;
}
