; What a compiler made of the shop.
source_filename = "shop.c"
target triple = "x86_64-unknown-linux-gnu"

%struct.item = type { i32, ptr }
%opaque = type opaque
%"class.std::string" = type <{ i8 }>

@count = internal global i32 0, align 4
@.str = private unnamed_addr constant [6 x i8] c"@not=\00", align 1
@other = alias i32, ptr @count

; Function Attrs: nounwind
define dso_local i32 @sell(ptr noundef %item, i32 %n) #0 {
entry:
  %0 = load i32, ptr @count
  br label %done
done:
  ret i32 %0
}

define linkonce_odr void @"quoted name"() {
  ret void
}

declare i32 @printf(ptr, ...) #1

attributes #0 = { nounwind }
!0 = !{i32 1}
