"""google.rpc error details, decoded with googleapis' own definitions and nothing of Trigate's."""

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


def _message(file, name, fields):
    message = file.message_type.add(name=name)
    for number, (field, type_, type_name, repeated) in enumerate(fields, 1):
        message.field.add(
            name=field, number=number, type=type_, type_name=type_name,
            label=3 if repeated else 1)


def _build():
    string, bytes_, int32, message = 9, 12, 5, 11
    file = descriptor_pb2.FileDescriptorProto(
        name="google_rpc.proto", package="google.rpc", syntax="proto3")
    _message(file, "Any", [("type_url", string, None, False), ("value", bytes_, None, False)])
    _message(file, "Status", [("code", int32, None, False), ("message", string, None, False),
                              ("details", message, ".google.rpc.Any", True)])
    _message(file, "FieldViolation", [("field", string, None, False),
                                      ("description", string, None, False)])
    _message(file, "BadRequest", [
        ("field_violations", message, ".google.rpc.FieldViolation", True)])
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    factory = message_factory.MessageFactory(pool)
    return {name: factory.GetPrototype(pool.FindMessageTypeByName("google.rpc." + name))
            for name in ("Status", "BadRequest")}


_TYPES = _build()


def field_violations(error):
    """{field: description} of a grpc.RpcError."""
    for key, value in error.trailing_metadata():
        if key != "grpc-status-details-bin":
            continue
        for detail in _TYPES["Status"].FromString(value).details:
            if detail.type_url == "type.googleapis.com/google.rpc.BadRequest":
                bad_request = _TYPES["BadRequest"].FromString(detail.value)
                return {v.field: v.description for v in bad_request.field_violations}
    return {}
