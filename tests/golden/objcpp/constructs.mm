// What C++ and Objective-C declare in one file.
#import <Metal/Metal.h>
#include <map>
#include <string>
#import "Shop.h"

namespace shop::native {

/// Keeps the till.
struct Till : public Counter {
  explicit Till(id<MTLDevice> device) : device_(device) {}
  NSString* _Nullable label() const;
  template <typename T> T sum() { return T{}; }
  id<MTLDevice> device_;
};

struct sigaction Till::previous {};

static std::map<std::string, id> cache;

} // namespace shop::native

using Prices = std::map<std::string, double>;

typedef NS_OPTIONS(NSUInteger, SHFlags) {
  SHFlagsNone = 0,
  SHFlagsOpen = 1 << 0,
};

API_AVAILABLE(ios(11.0), macos(10.13))
@interface SHCounter : NSObject <SHSeller>
@property (nonatomic, readonly) id<MTLCommandBuffer> buffer;
- (const std::string&)nameOf:(const std::map<std::string, int>&)things at:(int)place;
@end

@implementation SHCounter {
  std::unique_ptr<shop::native::Till> _till;
}

+ (instancetype)shared {
  static dispatch_once_t once;
  dispatch_once(&once, ^{ NSLog(@"} not the end"); });
  return nil;
}

/// What it is called.
- (const std::string&)nameOf:(const std::map<std::string, int>&)things at:(int)place {
  auto find = [&](int at) { return things.begin(); };
  return find(place)->first;
}

@end

TORCH_LIBRARY_IMPL(shop, MPS, m) {
  m.impl("sell", sell_mps);
}

void shop::native::Till::open() noexcept {
}
